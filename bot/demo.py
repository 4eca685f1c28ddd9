"""The demo: chat server, bot and page on this machine, on a campaign that is already under way."""

from __future__ import annotations

import asyncio
import json
import secrets
import shutil
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp

from bot import app, clock
from bot.demo_campaign import NOT_YET, PEOPLE
from bot.demo_pictures import picture
from bot.demo_play import Arrived, Received
from bot.demo_story import SHOTS, tell
from bot.errors import StartError
from bot.lock import sole_owner
from bot.settings import Settings
from bot.talk import house, talk
from chatserver import Bot, Running, serve
