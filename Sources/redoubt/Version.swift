/// Version of the tool, as `redoubt --version` prints it.
let toolVersion = "0.1.0"
