"""Makes small pictures for the tests, with all that a camera writes into them. Nothing real is on them."""

import io

PLACE = "Sira Valley, made up"


def jpeg(width: int = 40, height: int = 24, *, orientation: int = 1, behind: bytes = b"") -> bytes:
    """Return a JPEG: its left half white, its right half blue, with Exif, a comment, and something behind its end."""
    from PIL import Image

    picture = Image.new("RGB", (width, height), "white")
    picture.paste((0, 0, 200), (width // 2, 0, width, height))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = PLACE
    exif[0x0110] = "Camera of a source"
    target = io.BytesIO()
    picture.save(target, "JPEG", exif=exif, comment=b"taken by a witness", quality=95)
    return target.getvalue() + behind


def png(width: int = 24, height: int = 24, mode: str = "RGB") -> bytes:
    """Return a PNG with a text inside."""
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    words = PngInfo()
    words.add_text("Author", "a witness")
    target = io.BytesIO()
    Image.new(mode, (width, height)).save(target, "PNG", pnginfo=words)
    return target.getvalue()


def bomb(side: int = 60_000) -> bytes:
    """Return a PNG of a few bytes that says it is `side` pixels wide and high."""
    import struct
    import zlib

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
