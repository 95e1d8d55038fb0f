"""CIFAR-10 and the training loop that the networks of cifar10-resnet8 and cifar10-densenet share.

Data, in one folder: either the data set's binary version (data_batch_1.bin … data_batch_5.bin, test_batch.bin, from
https://www.cs.toronto.edu/~kriz/cifar.html), or what the shipped networks were trained on, for want of the former:
cifar10-jpeg/train.jpegs with train.csv (the 50,000 training images as JPEG files one after the other; offset, length
and label per row), cifar10-raw-train-4660.bin (the first 932 records of each training batch, not recompressed, taken
twice) and cifar10-raw-test-846.bin (the first 846 test records). Accuracy is judged on the first 846 test images, by
which nothing is chosen: the network of the last epoch is the result.

Needs torch, numpy, pillow, onnx.
"""

import argparse
import csv
import io
import pathlib
import time

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

MEAN = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)
STD = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)
BATCH = 128
TEST_IMAGES = 846


def raw_images(path):
    records = torch.tensor(np.fromfile(path, np.uint8).reshape(-1, 3073))
    return records[:, 1:].reshape(-1, 3, 32, 32), records[:, 0].long()


def jpeg_images(folder):
    blob = (folder / "train.jpegs").read_bytes()
    with open(folder / "train.csv") as rows:
        places = [(int(r["offset"]), int(r["length"]), int(r["label"])) for r in csv.DictReader(rows)]
    images = [np.asarray(Image.open(io.BytesIO(blob[o : o + n])).convert("RGB")) for o, n, _ in places]
    return torch.tensor(np.stack(images)).permute(0, 3, 1, 2), torch.tensor([label for _, _, label in places])


def load(folder):
    """Training and test images (uint8, [N, 3, 32, 32]) with their labels."""
    batches = sorted(folder.glob("data_batch_*.bin"))
    if batches:
        parts, test = [raw_images(b) for b in batches], folder / "test_batch.bin"
    else:
        genuine = raw_images(folder / "cifar10-raw-train-4660.bin")
        parts, test = [jpeg_images(folder / "cifar10-jpeg"), genuine, genuine], folder / "cifar10-raw-test-846.bin"
    train = torch.cat([images for images, _ in parts]), torch.cat([labels for _, labels in parts])
    return train, tuple(part[:TEST_IMAGES] for part in raw_images(test))


def normalised(images):
    return ((images.float() / 255 - MEAN) / STD).contiguous(memory_format=torch.channels_last)


def augmented(images, groups):
    """Crops of the padded images and flips, the same for a group of the batch."""
    padded, parts = F.pad(images, (4, 4, 4, 4)), []
    for part in padded.chunk(groups):
        row, column = np.random.randint(0, 9, 2)
        crop = part[:, :, row : row + 32, column : column + 32]
        parts.append(crop.flip(3) if np.random.rand() < 0.5 else crop)
    return torch.cat(parts).contiguous(memory_format=torch.channels_last)


def correct(network, images, labels):
    network.eval()
    with torch.no_grad():
        parts = range(0, len(images), 141)
        return sum((network(normalised(images[i : i + 141])).argmax(1) == labels[i : i + 141]).sum().item() for i in parts)


def train(network, description, cycles, smoothing, groups, output):
    """Trains and exports; an interrupted run goes on after its last whole epoch.

    cycles: one or more of (epochs, largest learning rate, weight decay), each a one-cycle schedule of its own.
    """
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--output", default=output)
    options = parser.parse_args()
    torch.manual_seed(0), np.random.seed(0), torch.set_num_threads(options.threads)
    (images, labels), test = load(options.data)
    network = network().to(memory_format=torch.channels_last)
    steps = len(images) // BATCH
    compiled, saved, done, epoch = torch.compile(network), pathlib.Path(options.output + ".pt"), 0, 0
    state = torch.load(saved) if saved.exists() else None
    for epochs, max_lr, weight_decay in cycles:
        optimiser = torch.optim.SGD(
            network.parameters(), lr=max_lr / 2, momentum=0.9, weight_decay=weight_decay, nesterov=True)
        schedule = torch.optim.lr_scheduler.OneCycleLR(
            optimiser, max_lr=max_lr, total_steps=epochs * steps, pct_start=0.2)
        done += epochs
        if state and epoch <= state["epoch"] < done:
            network.load_state_dict(state["network"]), optimiser.load_state_dict(state["optimiser"])
            schedule.load_state_dict(state["schedule"])
        if state:
            epoch = max(epoch, min(state["epoch"] + 1, done))
        for epoch in range(epoch, done):
            network.train()
            began, order = time.time(), torch.randperm(len(images))
            for step in range(steps):
                chosen = order[step * BATCH : (step + 1) * BATCH]
                with torch.autocast("cpu", dtype=torch.bfloat16):
                    logits = compiled(augmented(normalised(images[chosen]), groups))
                loss = F.cross_entropy(logits.float(), labels[chosen], label_smoothing=smoothing)
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()
                schedule.step()
            right, seconds = correct(network, *test), time.time() - began
            print(f"epoch {epoch + 1} loss {loss.item():.3f} test {right}/{len(test[0])} {seconds:.0f} s", flush=True)
            torch.save({"network": network.state_dict(), "optimiser": optimiser.state_dict(),
                        "schedule": schedule.state_dict(), "epoch": epoch}, saved)
        epoch = done
    torch.onnx.export(
        network.to(memory_format=torch.contiguous_format).eval(), torch.zeros(1, 3, 32, 32), options.output,
        opset_version=17, dynamo=False, input_names=["input"], output_names=["logits"])
    saved.unlink(missing_ok=True)
