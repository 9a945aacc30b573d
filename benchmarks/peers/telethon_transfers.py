# SPDX-License-Identifier: MIT
"""What it costs Telethon to send and receive a file, for compare_transfers.py.

telethon_transfers.py LAYER PORT KEY FILE TO ID HASH REFERENCE

Telethon 1.25 speaks layer 144. Whatever a transfer is made of has not changed since: initConnection, upload.saveBigFilePart,
upload.getFile, their arguments and answers. What it asks besides has: it cannot read config and user of a later layer. So it says that it
speaks LAYER, asks for the nearest data centre instead of the configuration, and does not read what the sign-in as a bot returns.
"""

import asyncio
import json
import os
import platform
import re
import sys
import time

import telethon
from telethon.client import telegrambaseclient
from telethon.crypto import AuthKey, aes, libssl
from telethon.errors import TypeNotFoundError
from telethon.sessions import MemorySession
from telethon.tl import functions, types

HOME_DC = 2


class Measurement:
    def __init__(self):
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")  # forgets the peak of the memory
        self.cpu, self.begun = time.process_time(), time.perf_counter()

    def end(self):
        seconds, cpu = time.perf_counter() - self.begun, time.process_time() - self.cpu
        with open("/proc/self/status") as file:
            memory = 1024 * int(re.search(r"VmHWM:\s*(\d+)", file.read())[1])
        return {"seconds": seconds, "cpu": cpu, "memory": memory}


def crypto():
    """What encrypts; its own code in Python is some hundred times slower than either of the others."""
    return "cryptg" if aes.cryptg else "OpenSSL" if libssl.encrypt_ige else "pyaes"


async def main(layer, port, key, source, to, place, access_hash, reference):
    session = MemorySession()
    session.set_dc(HOME_DC, "127.0.0.1", int(port))
    session.auth_key = AuthKey(bytes.fromhex(key))
    telegrambaseclient.LAYER = int(layer)
    functions.help.GetConfigRequest = functions.help.GetNearestDcRequest
    app = 1, "0123456789abcdef0123456789abcdef"
    client = telethon.TelegramClient(session, *app, receive_updates=False)
    await client.connect()
    try:
        await client(functions.auth.ImportBotAuthorizationRequest(0, *app, "4242:made-up-secret"))
    except TypeNotFoundError:
        pass  # it is signed in

    up = Measurement()
    uploaded = await client.upload_file(source)
    upload = up.end()

    location = types.InputDocumentFileLocation(int(place), int(access_hash), bytes.fromhex(reference), "")
    size = os.path.getsize(source)
    down = Measurement()
    await client.download_file(location, to, file_size=size, dc_id=HOME_DC)
    download = down.end()

    runtime = f"{platform.python_implementation()} {platform.python_version()} with {crypto()}"
    told = {"version": telethon.__version__, "runtime": runtime, "upload": upload, "download": download}
    print(json.dumps(told | {"id": str(uploaded.id), "parts": uploaded.parts}), flush=True)
    os._exit(0)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
