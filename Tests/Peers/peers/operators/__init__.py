"""One module per family of operators; every function with @generator draws models of one operator."""
