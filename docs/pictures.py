"""Small PNGs: a page's picture with at most 256 colours, written with a palette.

The counting of colours is done by the browser that took the picture, so no library is needed.
"""

import base64
import struct
import zlib

from playwright.sync_api import Page

SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Returns width, height, palette (RGB bytes) and one index a pixel: the commonest colours, the rest
# goes to the nearest of them. Pages have few colours; their blends at the edges of letters many.
COUNT = """async (picture) => {
  const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const canvas = new OffscreenCanvas(image.width, image.height);
  const drawing = canvas.getContext("2d");
  drawing.drawImage(image, 0, 0);
  const pixels = new Uint32Array(
    drawing.getImageData(0, 0, image.width, image.height).data.buffer);
  const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) || 0) + 1);
  const common = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 256);
  const palette = common.map(([pixel]) => [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255]);
  const nearest = new Map(common.map(([pixel], index) => [pixel, index]));
  const find = (pixel) => {
    const [r, g, b] = [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
    let best = 0, least = Infinity;
    palette.forEach(([pr, pg, pb], index) => {
      const far = (r - pr) ** 2 + (g - pg) ** 2 + (b - pb) ** 2;
      if (far < least) { least = far; best = index; }
    });
    nearest.set(pixel, best);
    return best;
  };
  const indices = new Uint8Array(pixels.length);
  pixels.forEach((pixel, at) => { indices[at] = nearest.get(pixel) ?? find(pixel); });
  let text = "";
  for (let at = 0; at < indices.length; at += 32768)
    text += String.fromCharCode(...indices.subarray(at, at + 32768));
  return { width: image.width, height: image.height, palette: palette.flat(), indices: btoa(text) };
}"""


def shrink(page: Page, picture: bytes) -> bytes:
    """Return the PNG *picture* with a palette; *page* is any open page, which does the counting."""
    blank = page.context.new_page()  # the page itself forbids what it did not load
    try:
        found = blank.evaluate(COUNT, base64.b64encode(picture).decode())
    finally:
        blank.close()
    return _png(
        (found["width"], found["height"]),
        bytes(found["palette"]),
        base64.b64decode(found["indices"]),
    )


def _png(size: tuple[int, int], palette: bytes, indices: bytes) -> bytes:
    width, height = size
    rows = b"".join(b"\0" + indices[y * width : (y + 1) * width] for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = (
        (b"IHDR", header),
        (b"PLTE", palette),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    )
    return SIGNATURE + b"".join(_chunk(kind, content) for kind, content in chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )
