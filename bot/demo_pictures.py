"""Pictures for the demo's photos: a handbook's page or a house, drawn, each a little different."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw, ImageFilter

SIZE = (960, 720)
INK, PENCIL, STAMP = (52, 60, 78), (36, 66, 150), (186, 42, 40)


def picture(name: str) -> bytes:
    """A JPEG for a name such as `handbook-2` or `house-1`. KeyError for anything else drawn."""
    kind, _, number = name.rpartition("-")
    image = {"handbook": _handbook, "house": _house, "shelf": _shelf, "board": _board}[kind](
        int(number)
    )
    kept = io.BytesIO()
    image.filter(ImageFilter.GaussianBlur(0.6)).save(kept, "JPEG", quality=82)
    return kept.getvalue()


def _handbook(number: int) -> Image.Image:
    """An open handbook on a table: rows filled in by hand, one struck out, a seal."""
    wood = (150 + number * 9 % 40, 112 + number * 5 % 30, 80)
    image = Image.new("RGB", SIZE, wood)
    page = Image.new("RGB", (700, 560), (247, 243, 230))
    draw = ImageDraw.Draw(page)
    for row in range(9):
        y = 70 + row * 52
        draw.line((40, y, 660, y), INK, 2)
    for x in (40, 190, 430, 660):
        draw.line((x, 70, x, 486), INK, 2)
    for row in range(8):
        for column, start in enumerate((52, 204, 446)):
            if (row * 3 + column + number) % 4:
                _scribble(
                    draw,
                    start,
                    90 + row * 52,
                    4 + (row + column * number) % (3 if column == 0 else 6),
                )
    struck = 90 + (number % 7) * 52
    draw.line((200, struck + 8, 400, struck + 2), STAMP, 4)
    draw.ellipse((520, 400, 640, 520), outline=STAMP, width=5)
    draw.line((545, 460, 615, 460), STAMP, 4)
    leaning = page.rotate(
        number * 7 % 13 - 6, expand=True, fillcolor=wood, resample=Image.Resampling.BICUBIC
    )
    image.paste(leaning, (100 + number * 11 % 40, 40 + number * 17 % 30))
    return image


def _scribble(draw: ImageDraw.ImageDraw, x: int, y: int, strokes: int) -> None:
    """A few strokes of handwriting, legible to nobody."""
    for stroke in range(strokes):
        left = x + stroke * 18
        draw.line((left, y + stroke % 3 * 5, left + 12, y + 14 - stroke % 2 * 8), PENCIL, 3)
        draw.line((left + 6, y - 2, left + 4 + stroke % 4, y + 18), PENCIL, 2)


def _house(number: int) -> Image.Image:
    """A mud-brick house with a crack in its wall, before a hill."""
    image = Image.new("RGB", SIZE, (178, 204, 222))
    draw = ImageDraw.Draw(image)
    draw.polygon(
        ((0, 380), (260, 190), (560, 330), (960, 210), (960, 520), (0, 520)), (98, 128, 92)
    )
    draw.rectangle((0, 500, *SIZE), (158, 138, 104))
    draw.rectangle((200, 300, 760, 580), (196, 160, 112))
    for row in range(12):
        for column in range(15):
            left = 200 + column * 38 - row % 2 * 19
            brick = (max(left, 200), 300 + row * 24, min(left + 38, 760), 324 + row * 24)
            draw.rectangle(brick, outline=(176, 140, 96))
    draw.polygon(((160, 305), (480, 170), (800, 305)), (92, 84, 80))
    draw.rectangle((420, 400, 530, 580), (96, 66, 46))
    draw.rectangle((260, 380, 360, 460), (70, 82, 92), outline=(60, 50, 40), width=5)
    x, y = 640 + number * 6, 300
    for step in range(9):
        to = (x + (14 if step % 2 else -10), y + 28)
        draw.line((x, y, *to), (48, 40, 34), 6)
        x, y = to
    return image


def _shelf(number: int) -> Image.Image:
    """A shelf with so many box files of eight, the others missing."""
    image = Image.new("RGB", SIZE, (214, 206, 190))
    draw = ImageDraw.Draw(image)
    draw.rectangle((90, 120, 870, 600), (146, 104, 66))
    draw.rectangle((120, 150, 840, 560), (92, 64, 42))
    for place in range(number):
        left = 132 + place * 88
        draw.rectangle((left, 190, left + 78, 556), (58, 92, 138), outline=(34, 54, 88), width=3)
        draw.rectangle((left + 16, 230, left + 62, 400), (244, 240, 226))
        for row in range(4):
            _scribble(draw, left + 24, 250 + row * 36, 2)
    return image


def _board(number: int) -> Image.Image:
    """A notice board on a wall with some sheets of paper, seen from far away."""
    image = Image.new("RGB", SIZE, (188, 182, 172))
    draw = ImageDraw.Draw(image)
    draw.rectangle((160, 140, 800, 560), (150, 44, 38))
    draw.rectangle((184, 200, 776, 540), (226, 222, 208))
    for sheet in range(6):
        left, top = 210 + sheet % 3 * 188, 220 + sheet // 3 * 160
        draw.rectangle((left, top, left + 150, top + 140), (250, 248, 240), outline=INK)
        for row in range(4):
            _scribble(draw, left + 14, top + 20 + row * 28, 3 + (sheet + row + number) % 4)
    return image
