"""Pictures made from bytes, for tests of what strangers upload: a small baseline JPEG encoder, PNG, GIF, and the bombs and chimeras of the abuse cases. Standard library only."""
import struct
import zlib

# --- JPEG: one grey level per 8x8 block, DC coefficients only -----------------------------------------------------------------------------------------------------

DC_BITS = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0]     # the standard's table K.3
DC_VALUES = list(range(12))


def huffman():
    codes, code, k = {}, 0, 0
    for length, n in enumerate(DC_BITS, 1):
        for _ in range(n):
            codes[DC_VALUES[k]] = (code, length)
            code, k = code + 1, k + 1
        code <<= 1
    return codes


def segment(marker, data):
    return struct.pack("!BBH", 255, marker, len(data) + 2) + data


def jpeg_scan(levels):
    codes, bits, n, last = huffman(), 0, 0, 0
    for v in levels:
        d, last = v - last, v
        size = abs(d).bit_length()
        code, length = codes[size]
        bits, n = bits << length | code, n + length
        if size:
            bits, n = bits << size | (d if d > 0 else d + (1 << size) - 1), n + size
        bits, n = bits << 2 | 0, n + 2      # end of block: the only symbol of the AC table, code 00
    pad = -n % 8
    bits = bits << pad | (1 << pad) - 1
    return bits.to_bytes((n + pad) // 8, "big").replace(b"\xff", b"\xff\x00")


def jpeg(w=64, h=32, extra=b"", grey=lambda x, y: (x * 5 + y * 3) % 200 - 100, tail=b""):
    """extra: segments after SOI; tail: bytes after EOI."""
    bw, bh = (w + 7) // 8, (h + 7) // 8
    levels = [grey(x, y) for y in range(bh) for x in range(bw)]
    out = b"\xff\xd8" + extra
    out += segment(0xDB, b"\x00" + bytes([8] + [1] * 63))
    out += segment(0xC0, struct.pack("!BHHB", 8, h, w, 1) + b"\x01\x11\x00")
    out += segment(0xC4, b"\x00" + bytes(DC_BITS) + bytes(DC_VALUES))
    out += segment(0xC4, b"\x10" + bytes([0, 1] + [0] * 14) + b"\x00")
    out += segment(0xDA, b"\x01\x01\x00\x00\x3f\x00")
    return out + jpeg_scan(levels) + b"\xff\xd9" + tail


def jpeg_size(data):
    """(width, height) from the frame header."""
    i = 2
    while i < len(data):
        marker, n = data[i + 1], struct.unpack("!H", data[i + 2:i + 4])[0]
        if marker in (0xC0, 0xC1, 0xC2):
            h, w = struct.unpack("!HH", data[i + 5:i + 9])
            return w, h
        i += 2 + n
    raise ValueError("no frame header")


def jpeg_markers(data):
    """The segments before the scan: [(marker, content)]."""
    i, out = 2, []
    while i + 4 <= len(data) and data[i + 1] != 0xDA:
        n = struct.unpack("!H", data[i + 2:i + 4])[0]
        out.append((data[i + 1], data[i + 4:i + 2 + n]))
        i += 2 + n
    return out


def exif(orientation=6, camera=b"ETALASE-CAMERA\0"):
    """An Exif segment with an orientation, a camera's name and the place where the photo was taken (0 deg 16' 30" N, 99 deg 24' 36" E)."""
    def entry(tag, kind, count, value):
        return struct.pack("<HHI", tag, kind, count) + value
    ifd0_at, n0 = 8, 3
    gps_at = ifd0_at + 2 + n0 * 12 + 4
    n1 = 4
    data_at = gps_at + 2 + n1 * 12 + 4
    lat = struct.pack("<6I", 0, 1, 16, 1, 30, 1)
    lon = struct.pack("<6I", 99, 1, 24, 1, 36, 1)
    ifd0 = struct.pack("<H", n0) + entry(0x0110, 2, len(camera), struct.pack("<I", data_at + 48)) \
        + entry(0x0112, 3, 1, struct.pack("<HH", orientation, 0)) + entry(0x8825, 4, 1, struct.pack("<I", gps_at)) + struct.pack("<I", 0)
    gps = struct.pack("<H", n1) + entry(1, 2, 2, b"N\0\0\0") + entry(2, 5, 3, struct.pack("<I", data_at)) \
        + entry(3, 2, 2, b"E\0\0\0") + entry(4, 5, 3, struct.pack("<I", data_at + 24)) + struct.pack("<I", 0)
    tiff = b"II*\0" + struct.pack("<I", ifd0_at) + ifd0 + gps + lat + lon + camera
    return segment(0xE1, b"Exif\0\0" + tiff)


GPS_BYTES = struct.pack("<6I", 99, 1, 24, 1, 36, 1)
# Nowhere in what is served: the longitude, the tag that leads to the place, the camera. (An empty Exif block with a resolution is libvips' own and tells nothing.)
HIDDEN = (GPS_BYTES, struct.pack("<HHI", 0x8825, 4, 1), b"ETALASE-CAMERA")

# --- PNG ------------------------------------------------------------------------------------------------------------------------------------------------------------


def chunk(kind, data):
    return struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))


def png(w=40, h=40, depth=8, colour=2, before=b"", tail=b"", rows=None, interlace=0):
    """A grey-to-colour PNG; `before`: chunks before IDAT; rows: how many are really there."""
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    rows = h if rows is None else rows
    row = b"\0" + b"\x55" * ((w * channels * depth + 7) // 8) if rows else b""
    z, data = zlib.compressobj(6), b""
    for _ in range(rows):
        data += z.compress(row)
    data += z.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack("!IIBBBBB", w, h, depth, colour, 0, 0, interlace)) + before + chunk(b"IDAT", data) \
        + chunk(b"IEND", b"") + tail


def zlib_bomb(size):
    z, out, piece = zlib.compressobj(9), b"", b"\0" * (1 << 20)
    for _ in range(size >> 20):
        out += z.compress(piece)
    return out + z.flush()


def png_profile_bomb(size=256 << 20):
    return png(before=chunk(b"iCCP", b"bomb\0\0" + zlib_bomb(size)))


def png_text_bomb(size=64 << 20):
    return png(before=chunk(b"zTXt", b"bomb\0\0" + zlib_bomb(size)))


# --- GIF ------------------------------------------------------------------------------------------------------------------------------------------------------------


def gif(frames=1, w=4, h=4, tail=b"", comment=b""):
    out = b"GIF89a" + struct.pack("<HHBBB", w, h, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    if comment:
        out += b"\x21\xfe" + bytes([len(comment)]) + comment + b"\0"
    # 4 x 4 pixels with a clear code before each, so that the code width stays 3 bits
    bits, n = 0, 0
    for _ in range(w * h):
        for code in (4, 0):
            bits |= code << n
            n += 3
    bits |= 5 << n
    n += 3
    data = bits.to_bytes((n + 7) // 8, "little")
    frame = b"\x21\xf9\x04\0\x0a\0\0\0" + b"\x2c" + struct.pack("<HHHHB", 0, 0, w, h, 0) + b"\x02" + bytes([len(data)]) + data + b"\0"
    return out + frame * frames + b"\x3b" + tail


# --- WebP, TIFF, AVIF, SVG ------------------------------------------------------------------------------------------------------------------------------------------


def webp_huge():
    """A lossless WebP that claims 16384 x 16384 pixels and has none."""
    body = b"\x2f" + struct.pack("<I", 16383 | 16383 << 14) + b"\0" * 64
    body = b"VP8L" + struct.pack("<I", len(body)) + body + (b"\0" if len(body) % 2 else b"")
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def webp_frames(n=10000):
    """An animation of so many pictures of one point, a few bytes each."""
    image = b"VP8L" + struct.pack("<I", 5) + b"\x2f" + b"\0" * 5
    frame = b"ANMF" + struct.pack("<I", 16 + len(image)) + b"\0" * 12 + b"\x64\0\0\0" + image
    body = b"VP8X" + struct.pack("<I", 10) + b"\x02" + b"\0" * 9 + b"ANIM" + struct.pack("<I", 6) + b"\0" * 6 + frame * n
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def jpeg_scans(w=8000, h=8000, scans=2000):
    """A progressive JPEG, small as a file, that goes through a million blocks two thousand times: each scan says with fifteen bits that the next 32,767 blocks stay as they are."""
    blocks = ((w + 7) // 8) * ((h + 7) // 8)
    bits = "".join("0" + "1" * 14 for _ in range(blocks // 32767 + 1))
    bits += "1" * (-len(bits) % 8)
    scan = int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\x00")
    out = b"\xff\xd8" + segment(0xDB, b"\x00" + bytes([8] + [1] * 63)) + segment(0xC2, struct.pack("!BHHB", 8, h, w, 1) + b"\x01\x11\x00")
    out += segment(0xC4, b"\x00" + bytes([1] + [0] * 15) + b"\x00") + segment(0xC4, b"\x10" + bytes([1] + [0] * 15) + b"\xe0")
    out += segment(0xDA, b"\x01\x01\x00\x00\x00\x00") + b"\x00" * (blocks // 8 + 1)
    return out + (segment(0xDA, b"\x01\x01\x00\x01\x3f\x00") + scan) * scans + b"\xff\xd9"


def tiff(pages=200):
    out, at = b"II*\0" + struct.pack("<I", 8), 8
    for i in range(pages):
        entries = [(256, 4, 1), (257, 4, 1), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, 0), (278, 4, 1), (279, 4, 1)]
        size = 2 + 12 * len(entries) + 4
        out += struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", t, k, 1, v) for t, k, v in entries) \
            + struct.pack("<I", at + size if i + 1 < pages else 0)
        at += size
    return out


def avif_stub():
    return struct.pack("!I", 24) + b"ftypavif\0\0\0\0avifmif1" + struct.pack("!I", 8) + b"mdat"


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)" width="10" height="10"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><body><script>alert(document.domain)</script></body></html>"
PHP = b"<?php system($_GET['c']); ?>"
PHAR = b"<?php __HALT_COMPILER(); ?>\r\n" + b"\x01" * 60 + b"GBMB"
ZIP = b"PK\x03\x04" + b"\0" * 26 + b"evil.txt" + b"PK\x05\x06" + b"\0" * 18
PAYLOAD = b"<script>/*PAYLOAD-7f3a*/alert(1)</script><?php PAYLOAD-7f3a ?>"


def chimeras():
    """Files that are a picture and something else: name, bytes, and whether it is a picture that may be taken (then its payload must be gone)."""
    return [
        ("gif+html", gif(tail=PAYLOAD, comment=PAYLOAD), True),
        ("gif/*js", b"GIF89a/*" + PAYLOAD + b"*/=1;alert(1)", False),
        ("jpeg+html", jpeg(extra=segment(0xFE, PAYLOAD), tail=PAYLOAD), True),
        ("jpeg+zip", jpeg(tail=ZIP + PAYLOAD), True),
        ("jpeg+phar", jpeg(extra=segment(0xFE, PHAR + PAYLOAD)), True),
        ("jpeg app1 xmp", jpeg(extra=segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + PAYLOAD)), True),
        ("jpeg icc", jpeg(extra=segment(0xE2, b"ICC_PROFILE\0\x01\x01" + PAYLOAD)), True),
        ("jpeg iptc", jpeg(extra=segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\x10" + PAYLOAD)), True),
        ("png+js", png(before=chunk(b"tEXt", b"Comment\0" + PAYLOAD), tail=PAYLOAD), True),
        ("png exif", png(before=chunk(b"eXIf", b"II*\0" + PAYLOAD)), True),
        ("png itxt", png(before=chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + PAYLOAD)), True),
        ("svg", SVG, False), ("svg with spaces", b"\n" * 300 + SVG, False), ("html", HTML, False), ("php", PHP, False), ("phar", PHAR, False), ("zip", ZIP, False),
        ("pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n", False),
        ("tiff", tiff(), False), ("bmp", b"BM" + struct.pack("<IHHIIiiHHIIiiII", 58, 0, 0, 54, 40, 1, 1, 1, 24, 0, 4, 0, 0, 0, 0) + b"\0\0\0\0", False),
        ("postscript", b"%!PS-Adobe-3.0\n(%pipe%id) (r) file\n", False), ("mvg", b"push graphic-context\nimage over 0,0 0,0 'url(https://x/|id)'\npop graphic-context\n", False),
        ("ppm", b"P6\n8 8\n255\n" + b"\x40" * 192, False), ("hdr", b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 1 +X 1\n\x80\x80\x80\x80", False),
        ("fits", b"SIMPLE  =                    T".ljust(2880), False), ("vips", b"\xb6\xa6\xf2\x08" + b"\0" * 100, False),
        ("csv", b"1,2,3\n4,5,6\n7,8,9\n", False), ("matrix", b"2 2\n1 0\n0 1\n", False), ("empty jpeg", b"\xff\xd8\xff\xe0" + b"\0" * 20, False),
        ("half a jpeg head", jpeg()[:60], False), ("half a png", png()[:40], False), ("avif stub", avif_stub(), False), ("zeros", b"\0" * 5000, False),
    ]


def bombs():
    """What would cost much more to decode than to send: name, bytes."""
    return [
        ("png 30000x30000", png(30000, 30000, depth=1, colour=0)),
        ("png header of 2^31", png(2147483647, 2147483647, depth=16, colour=6, rows=0)),
        ("png zero wide", png(0, 10, rows=10)),
        ("png 65000x1", png(65000, 1)),
        ("gif 10000 frames", gif(frames=10000)),
        ("gif screen of 65535", gif(frames=1).replace(struct.pack("<HHB", 4, 4, 0x80), struct.pack("<HHB", 65535, 65535, 0x80), 1)),
        ("jpeg 65535x65535", jpeg().replace(struct.pack("!BHHB", 8, 32, 64, 1), struct.pack("!BHHB", 8, 65535, 65535, 1), 1)),
        ("webp 16384x16384", webp_huge()),
        ("webp 10000 frames", webp_frames()),
        ("tiff of 20000 pages", tiff(20000)),
    ]
