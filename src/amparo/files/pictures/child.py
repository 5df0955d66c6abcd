"""The process that decodes a picture and writes it anew: little memory, little time, no files.

Started by `reencoding` as `python -I -m amparo.files.pictures.child`. What is written holds pixels, nothing else:
no Exif, no place, no thumbnail, no comment, no colour profile, nothing that stood behind the end of the picture.
"""

import base64
import io
import json
import sys
from typing import TYPE_CHECKING, Any

from amparo.files.tables.child import limit_myself

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG"}
PIECE = 3 << 18  # a multiple of three, so that the pieces' base64 can be joined


class RefusedError(Exception):
    """The picture is not accepted; the text is a code for `reencoding`."""


def main(argument: str) -> int:
    """Read the picture that `argument` names (JSON: path, type, most_pixels, grid, cells); answer on stdout."""
    limit_myself()
    order = json.loads(argument)
    try:
        picture = _upright(order["path"], order["type"], order["most_pixels"])
        _black_out(picture, order["grid"], order["cells"])
        content = _written(picture, order["type"])
    except RefusedError as refused:
        _say({"refused": str(refused)})
        return 0
    except MemoryError:
        _say({"refused": "pixels"})
        return 0
    _say({"width": picture.width, "height": picture.height})
    for start in range(0, len(content), PIECE):
        _say({"data": base64.b64encode(content[start : start + PIECE]).decode()})
    _say({"end": True})
    return 0


def _upright(path: str, media_type: str, most_pixels: int) -> "Image":
    """Return the first frame, turned as its Exif says. The size is asked before a single pixel is decoded."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = most_pixels
    try:
        with Image.open(path, formats=(FORMATS[media_type],)) as found:
            if found.width * found.height > most_pixels:
                raise RefusedError("pixels")
            found.load()
            turned: Image.Image = ImageOps.exif_transpose(found)
            return _bare(turned)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RefusedError("pixels") from error
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        IndexError,
        TypeError,
        ZeroDivisionError,
    ) as error:
        raise RefusedError("broken") from error


def _bare(picture: "Image") -> "Image":
    """Return the pixels in a new picture, which has no metadata that could be written out by habit."""
    from PIL import Image

    if picture.mode not in ("1", "L", "RGB", "LA", "RGBA"):
        picture = picture.convert("RGBA" if "transparency" in picture.info or "A" in picture.mode else "RGB")
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    return bare


def _black_out(picture: "Image", grid: int, cells: list[int]) -> None:
    """Make cells of a grid over the picture black, counted from its first corner, row by row. Rounded outwards."""
    black: Any = {"1": 0, "L": 0, "RGB": (0, 0, 0), "LA": (0, 255), "RGBA": (0, 0, 0, 255)}[picture.mode]
    for cell in cells:
        row, column = divmod(cell, grid)
        box = (
            picture.width * column // grid,
            picture.height * row // grid,
            -(-picture.width * (column + 1) // grid),
            -(-picture.height * (row + 1) // grid),
        )
        picture.paste(black, box)


def _written(picture: "Image", media_type: str) -> bytes:
    target = io.BytesIO()
    if media_type == "image/jpeg":
        picture = picture.convert("RGB") if picture.mode not in ("L", "RGB") else picture
        picture.save(target, "JPEG", quality=90)
    else:
        picture.save(target, "PNG", compress_level=1)  # the usual level takes ten times as long
    return target.getvalue()


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer, separators=(",", ":")))
    sys.stdout.write("\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
