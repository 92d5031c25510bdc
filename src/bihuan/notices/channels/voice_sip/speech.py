"""Speech as a sound file: espeak-ng, at the rate and width that a telephone line has."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import wave
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

VOICES = {"zh": "cmn", "en": "en"}
TWICE = 2
RATE = 8000


class SpeechFault(Exception):
    """No sound could be made."""


@contextmanager
def speak(text: str, language: str) -> Iterator[Path]:
    """A WAV file with the text, gone with the block; the voice is Mandarin unless the reader wants English."""
    program = shutil.which("espeak-ng")
    if program is None:
        raise SpeechFault("espeak-ng is not installed")
    voice = VOICES.get(language[:2], "cmn")
    with tempfile.TemporaryDirectory(prefix="bihuan-voice-") as folder:
        path = Path(folder) / "notice.wav"
        said = "\n".join([text] * TWICE)
        command = [program, "-v", voice, "-s", "150", "-w", str(path), "--stdin"]
        try:
            done = subprocess.run(command, input=said.encode(), capture_output=True, timeout=10, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise SpeechFault(f"espeak-ng: {type(error).__name__}") from None
        if done.returncode or not path.exists():
            raise SpeechFault(f"espeak-ng ended with {done.returncode}")
        for_telephone(path)
        yield path


def for_telephone(path: Path) -> None:
    """Bring a 16-bit mono WAV file to 8,000 samples a second, in place, by linear interpolation."""
    with wave.open(str(path), "rb") as sound:
        rate, samples = sound.getframerate(), array("h", sound.readframes(sound.getnframes()))
    last = len(samples) - 1
    made = array("h")
    for index in range(len(samples) * RATE // rate):
        place, part = divmod(index * rate, RATE)
        ahead = samples[min(place + 1, last)]
        made.append(samples[place] + (ahead - samples[place]) * part // RATE)
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(made.tobytes())
