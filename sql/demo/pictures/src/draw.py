#!/usr/bin/env python3
"""Draws the demo shop's further pictures from the first pouch, sanjai-balado.svg: other colours, words, contents.

Words are outlines of Plus Jakarta Sans ExtraBold (OFL), so a picture needs no font. Needs fonttools with brotli.
usage: draw.py path/to/plus-jakarta-sans-latin-wght-normal.woff2 folder      (render.sh does it and turns all into ../*.webp)
"""
import os
import random
import re
import sys

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = sys.argv[2]
FONT = instantiateVariableFont(TTFont(sys.argv[1]), {"wght": 800})
CMAP, GLYPHS, ADVANCE = FONT.getBestCmap(), FONT.getGlyphSet(), FONT["hmtx"]
BASE = open(os.path.join(HERE, "sanjai-balado.svg")).read()


def text(words, size, y, x=None, spacing=0.0, widest=None):
    """Outlines of a line of text; centred on 200 unless x is given; made smaller where it is wider than widest."""
    def width(s):
        return sum(ADVANCE[CMAP[ord(c)]][0] for c in words) * s / 1000 + spacing * (len(words) - 1)
    if widest and width(size) > widest:
        size *= widest / width(size)
    at = 200 - width(size) / 2 if x is None else x
    out = []
    for c in words:
        pen = SVGPathPen(GLYPHS, ntos=lambda v: ("%.1f" % v).rstrip("0").rstrip("."))
        GLYPHS[CMAP[ord(c)]].draw(TransformPen(pen, (size / 1000, 0, 0, -size / 1000, at, y)))
        out.append(pen.getCommands())
        at += ADVANCE[CMAP[ord(c)]][0] * size / 1000 + spacing
    return "".join(out)


def gradient(light, mid, dark, name="c"):
    return (f'<radialGradient id="{name}" cx=".4" cy=".35" r=".75"><stop offset="0" stop-color="{light}"/>'
            f'<stop offset=".65" stop-color="{mid}"/><stop offset="1" stop-color="{dark}"/></radialGradient>')


# one piece of each kind of food, about 60 to 80 wide around 0,0; L M D stand for light, middle and dark
PIECE = {
    "long": '<path d="M-41-3C-40-12-30-13-23-16-15-20-8-17 0-19 10-21 16-17 25-16 35-14 43-8 42 1 41 9 33 11 26 14 17 18 10 15 1 17-9 19-15 15-24 15-34 14-43 7-41-3Z" fill="url(#c)" stroke="D" stroke-width="1.6"/>'
            '<path d="M-41-3C-40-12-30-13-23-16-15-20-8-17 0-19 10-21 16-17 25-16 12-9-22-10-41-3Z" fill="D" opacity=".55"/>'
            '<path d="M-33 2C-12-7 18-7 35-1M-24 9C-8 4 12 4 24 8" fill="none" stroke="L" stroke-width="2.4" opacity=".75" stroke-linecap="round"/>',
    "ring": '<path d="M-30 0C-30-15-12-19 0-8 12-19 30-15 30 0 30 15 12 19 0 8-12 19-30 15-30 0ZM-19 0C-19 6-12 7-7 0-12-7-19-6-19 0ZM19 0C19-6 12-7 7 0 12 7 19 6 19 0Z" fill="url(#c)" stroke="D" stroke-width="1.6" fill-rule="evenodd"/>'
            '<path d="M-22-7C-18-12-10-12-6-8M6-9C12-13 20-12 23-6" fill="none" stroke="L" stroke-width="2.5" stroke-linecap="round"/>',
    "round": '<path d="M-26-5C-27-15-17-17-13-22-6-28 2-23 9-23 18-22 20-14 25-8 30 0 25 7 21 13 17 20 9 19 3 23-5 27-11 21-17 17-25 13-24 4-26-5Z" fill="url(#c)" stroke="D" stroke-width="1.6"/>'
             '<path d="M-26-5C-27-15-17-17-13-22-6-28 2-23 9-23-2-14-14-8-26-5Z" fill="D" opacity=".4"/>'
             '<path d="M-13-3C-6-10 4-12 13-9M-8 8C-2 4 8 4 14 7" fill="none" stroke="L" stroke-width="2.2" stroke-linecap="round" opacity=".9"/>',
    "curl": '<path d="M-38 6C-30-12-6-18 14-14 28-12 40-4 37 5 30 12 20 4 4 3-12 2-22 14-32 13-38 13-40 10-38 6Z" fill="url(#c)" stroke="D" stroke-width="1.6"/>'
            '<path d="M-28 4C-16-8 8-9 26-5" fill="none" stroke="L" stroke-width="3" stroke-linecap="round" opacity=".9"/>',
    "choc": '<path d="M-38 6C-30-12-6-18 14-14 28-12 40-4 37 5 30 12 20 4 4 3-12 2-22 14-32 13-38 13-40 10-38 6Z" fill="url(#c)" stroke="#97561C" stroke-width="1.6"/>'
            '<path d="M-8-13C0-16 8-16 14-14 28-12 40-4 37 5 30 12 20 4 4 3-2 3-6 5-10 7-6 0-12-6-8-13Z" fill="#5B2E16"/>'
            '<path d="M0-9C10-12 20-9 28-4" fill="none" stroke="#9A6040" stroke-width="2.6" stroke-linecap="round"/>',
    "peanut": '<path d="M-33-3C-33-16-20-21-10-26 0-31 12-28 20-22 30-17 35-8 33 2 33 13 24 20 14 25 4 30-8 28-18 22-28 17-34 9-33-3Z" fill="url(#c)" stroke="D" stroke-width="1.8"/>'
              '<g fill="#B5651F" stroke="#7A3E10" stroke-width="1.3"><ellipse cx="-13" cy="-8" rx="8" ry="5.6" transform="rotate(-20 -13 -8)"/><ellipse cx="10" cy="-13" rx="8" ry="5.6" transform="rotate(25 10 -13)"/>'
              '<ellipse cx="15" cy="8" rx="8" ry="5.6" transform="rotate(-35 15 8)"/><ellipse cx="-8" cy="13" rx="8" ry="5.6" transform="rotate(12 -8 13)"/></g>'
              '<path d="M-25-8C-20-17-12-21-4-23M2 1h.1M-21 4h.1M23-4h.1" fill="none" stroke="L" stroke-width="3" stroke-linecap="round"/>',
    "dice": '<path d="M-22-8-2-20Q0-21 3-20L22-10Q24-9 24-6L22 10Q22 12 19 13L0 22Q-2 23-5 22L-21 12Q-24 11-24 8L-25-4Q-25-7-22-8Z" fill="url(#c)" stroke="D" stroke-width="1.6" stroke-linejoin="round"/>'
            '<path d="M-23-6-3 4Q-1 5 1 4L22-7M-1 5V21" fill="none" stroke="D" stroke-width="1.4" opacity=".6"/><path d="M-13-8-1-15 11-9" fill="none" stroke="L" stroke-width="2.4" stroke-linecap="round" opacity=".9"/>',
    "leaf": '<path d="M-38 2C-34-6-30-6-26-13-20-16-14-16-8-22 0-23 6-20 13-20 20-16 27-13 31-7 36-4 41-2 42 1 36 4 34 9 27 11 22 17 14 17 8 21 0 22-8 20-14 18-22 16-26 11-32 9-38 8-40 5-38 2Z" fill="url(#c)" stroke="D" stroke-width="1.6"/>'
            '<path d="M-27 1C-20-10-4-15 10-12 20-10 27-5 31 0 24 8 10 13-4 12-16 11-24 7-27 1Z" fill="#4F7A2F" opacity=".85"/><path d="M-25 1H28M-12 1-4-8M-12 1-4 9M4 1 12-7M4 1 12 8" stroke="#A6C47C" stroke-width="1.5" fill="none" stroke-linecap="round"/>',
    "fan": '<path d="M-30 20Q-36-18 4-26 26-26 34-12 10-6-2 8-12 22-18 24-26 26-30 20Z" fill="url(#c)" stroke="D" stroke-width="1.6" stroke-linejoin="round"/>'
           '<path d="M-24 20Q-26-10 8-18M-18 21Q-16 0 18-14M-26 6 0 8M-20-8 10-2M-6-18 22-10" fill="none" stroke="D" stroke-width="1.3" opacity=".65"/><path d="M-24-4C-18-14-8-20 4-22" fill="none" stroke="L" stroke-width="2.6" stroke-linecap="round"/>',
    "bar": '<path d="M-36-9-26-5V5L-36 10Q-33 0-36-9ZM36-9 26-5V5L36 10Q33 0 36-9Z" fill="M" stroke="D" stroke-width="1.3" stroke-linejoin="round"/><rect x="-27" y="-12" width="54" height="24" rx="6" fill="url(#c)" stroke="D" stroke-width="1.6"/>'
           '<rect x="-9" y="-12" width="18" height="24" fill="#C4331D"/><path d="M-22-6H-12M12-6H22" stroke="L" stroke-width="2.6" stroke-linecap="round"/>',
    "teri": '<path d="M-41-3C-40-12-30-13-23-16-15-20-8-17 0-19 10-21 16-17 25-16 35-14 43-8 42 1 41 9 33 11 26 14 17 18 10 15 1 17-9 19-15 15-24 15-34 14-43 7-41-3Z" fill="url(#c)" stroke="D" stroke-width="1.6"/>'
            '<path d="M-33 2C-12-7 18-7 35-1" fill="none" stroke="L" stroke-width="2.4" opacity=".75" stroke-linecap="round"/>'
            '<path d="M-20 6C-10-2 6-2 14 4L21 0 20 9 14 7C4 12-12 12-20 6Z" fill="#D7DDE0" stroke="#7F8B92" stroke-width="1.3"/><circle cx="-14" cy="5.500" r="1.3" fill="#2A1408"/><ellipse cx="22" cy="-7" rx="7" ry="5" fill="#C98443" stroke="#7A3E10" stroke-width="1.2"/>'.replace("5.500", "5.5"),
}

# what lies beside the pouch
BESIDE = {
    "zb": '<path d="M0 0C10-7 26-9 44-4 54-1 60 5 68 4 60 12 44 15 28 13 14 12 2 9 0 0Z" fill="#C8261B"/><path d="M8 0C20-5 34-4 46 1" stroke="#F2836A" stroke-width="2.4" fill="none" stroke-linecap="round"/><path d="M2 3C-4-2-8-9-16-11" stroke="#5C7A2E" stroke-width="4" fill="none" stroke-linecap="round"/>',
    "dn": '<path d="M0 0C14-18 40-22 62-10 46 6 18 10 0 0Z" fill="#5F8A3A"/><path d="M2 0C20-5 40-8 58-9" stroke="#A6C47C" stroke-width="1.6" fill="none"/>',
    "ar": '<g transform="translate(26 8)"><path d="M-26-8 26-8 20 16-20 16Z" fill="#7A4318"/><ellipse cy="-8" rx="26" ry="9" fill="#A0622B"/><ellipse cx="-5" cy="-9" rx="12" ry="3.5" fill="#C58A4C"/></g>',
    "bw": '<g transform="translate(20 0)"><path d="M0-22C4-12 20-8 20 8 20 20 10 24 0 24-10 24-20 20-20 8-20-8-4-12 0-22Z" fill="#F4E9DC" stroke="#D9C3A8" stroke-width="1.5"/><path d="M0-18C-4-4-8 8-4 23M0-18C4-4 8 8 4 23" stroke="#D9C3A8" fill="none" stroke-width="1.5"/></g>',
    "ct": '<g stroke="#7A3E10" stroke-width="1.5"><path d="M2 6C0-6 12-12 22-6 28-3 32-3 38-6 48-10 58-4 56 7 54 17 42 18 34 14 30 12 28 12 24 14 14 19 4 16 2 6Z" fill="#D9A566"/></g><path d="M12-1 16 8M24-1 24 8M40-1 42 8M49 0 49 8" stroke="#A8743A" stroke-width="2" stroke-linecap="round"/>',
    "ck": '<path d="M0-6 40-10 46 10 4 16Z" fill="#4A2412"/><path d="M0-6 40-10 41-4 1 1Z" fill="#6E3A1E"/><path d="M14-7 17 14M27-9 31 12" stroke="#2F1508" stroke-width="2"/>',
    "jg": '<path d="M2 6C10-12 40-16 64-4 58 14 26 22 2 6Z" fill="#F2C230"/><path d="M10 4C22-6 42-8 58-3M12 9C26 2 42 0 56 3M22-5 20 14M34-9 33 15M46-8 46 12" stroke="#B98A12" stroke-width="1.8" fill="none"/><path d="M0 8C10-2 22 0 30 8 20 16 8 16 0 8Z" fill="#5F8A3A"/>',
    "kl": '<circle cx="26" cy="2" r="24" fill="#6B3F1D"/><circle cx="26" cy="2" r="19" fill="#FFF8EA"/><circle cx="26" cy="2" r="12" fill="#EFE3CF"/><path d="M4-6C8-16 18-21 28-21" stroke="#9A6A3C" stroke-width="2.5" fill="none" stroke-linecap="round"/>',
}

# name: pouch colour, its dark, small line, big line, weight, piece, light, middle, dark, crumbs, beside
POUCH = {
    "sanjai-teri":     ("#B0471B", "#7A2C0C", "KERIPIK BALADO", "TERI KACANG", "200 g", "teri", "#FFC98E", "#E58A45", "#9C4218", "#7E1408", "zb"),
    "sanjai-jagung":   ("#E9B825", "#B07F0C", "KERIPIK SANJAI", "JAGUNG MANIS", "250 g", "long", "#FFF2B0", "#F8D355", "#C99A1E", "#A86F10", "jg"),
    "pisang-cokelat":  ("#4B2A1B", "#2B150B", "KERIPIK PISANG", "COKELAT", "150 g", "choc", "#FBDD9C", "#E6A34A", "#97561C", "#2F1508", "ck"),
    "rakik-kacang":    ("#C77A2B", "#8A4E12", "CEMILAN MINANG", "RAKIK KACANG", "200 g", "peanut", "#FFEBB5", "#F0C36A", "#BE8230", "#8E5F18", "ct"),
    "dakak-dakak":     ("#256B6B", "#144646", "CEMILAN MINANG", "DAKAK-DAKAK", "200 g", "dice", "#FFF0BE", "#F2C966", "#C08A34", "#3F6418", "dn"),
    "bayam-renyah":    ("#7C9A3B", "#556F1E", "KERIPIK DAUN", "BAYAM", "100 g", "leaf", "#F5E3A0", "#DDBB62", "#A8812E", "#3F6418", "bw"),
    "kue-sapik":       ("#B9547A", "#7F2F50", "KUE KERING", "KUE SAPIK", "200 g", "fan", "#FFE9BE", "#EDBE6E", "#B57B30", "#8E5F18", "kl"),
    "gelamai":         ("#8C2F39", "#5C161F", "DODOL MINANG", "GELAMAI", "250 g", "bar", "#B4713C", "#7A3F1B", "#4A2009", "#2F1508", "ar"),
}

# the tray: name, piece, light, middle, dark, crumbs, beside
TRAY = {
    "isi-asin":    ("long", "#FFE9A8", "#F6C257", "#D08A2A", "#8E5F18", "dn"),
    "isi-hijau":   ("long", "#F8EFA6", "#D9C04D", "#8F8A26", "#3F6418", "dn"),
    "isi-pisang":  ("curl", "#FBDD9C", "#E6A34A", "#97561C", "#5A2C0C", "ar"),
    "isi-karak":   ("ring", "#FFE9A8", "#F6C257", "#D08A2A", "#8E5F18", "dn"),
    "isi-talas":   ("round", "#FFF3CF", "#F3D793", "#C99A4E", "#6F8A3A", "bw"),
    "isi-ungu":    ("round", "#C79AD0", "#8C5A9A", "#5C3068", "#F1DDF2", None),
    "isi-teri":    POUCH["sanjai-teri"][5:],
    "isi-cokelat": POUCH["pisang-cokelat"][5:],
    "isi-rakik":   POUCH["rakik-kacang"][5:],
    "isi-dakak":   POUCH["dakak-dakak"][5:],
    "isi-bayam":   POUCH["bayam-renyah"][5:],
    "isi-sapik":   POUCH["kue-sapik"][5:],
    "isi-gelamai": POUCH["gelamai"][5:],
}

# the back label: pouch colour, dark, composition, permit, keeps for, beside
BACK = {
    "belakang-asin":    ("#E2A52C", "#A8741A", [("Singkong", "90 %"), ("Minyak kelapa", "7 %"), ("Bawang putih", "2 %"), ("Garam", "1 %")], "2061312020123-29", "4 bulan", "dn"),
    "belakang-pisang":  ("#85501F", "#55300F", [("Pisang kepok", "82 %"), ("Gula aren", "11 %"), ("Minyak kelapa", "6 %"), ("Garam", "1 %")], "2061312040123-29", "3 bulan", "ar"),
    "belakang-rakik":   ("#C77A2B", "#8A4E12", [("Tepung beras", "52 %"), ("Kacang tanah", "28 %"), ("Minyak kelapa", "14 %"), ("Daun jeruk", "3 %"), ("Bumbu, garam", "3 %")], "2061312090123-29", "3 bulan", "ct"),
    "belakang-gelamai": ("#8C2F39", "#5C161F", [("Ketan", "38 %"), ("Santan", "32 %"), ("Gula aren", "29 %"), ("Garam", "1 %")], "2061312130123-29", "2 bulan", "ar"),
}


def piece(kind, light, mid, dark):
    # L, M and D stand alone in quotes, so the letters of path commands are safe
    p = PIECE[kind]
    for k, v in (("L", light), ("M", mid), ("D", dark)):
        p = p.replace(f'"{k}"', f'"{v}"')
    return gradient(light, mid, dark) + f'<g id="k">{p}</g>'


def crumbs(rnd, n, x0, x1, y0, y1, colour):
    d = []
    for _ in range(n):
        s = rnd.uniform(1.2, 3)
        d.append(f"M{rnd.randint(x0, x1)} {rnd.randint(y0, y1)}q{s:.1f}-{s:.1f} {2 * s:.1f} 0q-{s:.1f} {s * 1.3:.1f}-{2 * s:.1f} 0")
    return f'<path d="{"".join(d)}" fill="{colour}"/>'


def use(rnd, x, y, turn, small, big):
    return f'<use href="#k" transform="translate({x:.0f} {y:.0f}) rotate({rnd.randint(-turn, turn)}) scale({rnd.uniform(small, big):.2f})"/>'


def defs_of(svg, extra):
    shadows = re.search(r'<linearGradient id="sh">.*?</linearGradient><radialGradient id="fl">.*?</radialGradient>', svg).group(0)
    clip = re.search(r'<clipPath id="w">.*?</clipPath>', svg).group(0)
    return f"<defs>{shadows}{clip}{extra}</defs>"


def pouch(name, main, dark, small, big, weight, kind, light, mid, deep, bits, side):
    rnd = random.Random(name)
    body = re.search(r"<g><path d=\"M105 44.*?</g>(?=<use)", BASE, re.S).group(0)
    body = re.sub(r'<g clip-path="url\(#w\)">.*?</g>', "WINDOW", body, flags=re.S)
    body = body.replace("#C4331D", main).replace("#8E1F12", dark)
    for colour, path in (("#FFE7BF", text(small, 13, 161, spacing=2.2, widest=150)), ("#fff", text(big, 31, 194, spacing=.4, widest=154)),
                         ("#FFF3DC", text("Berat bersih " + weight, 11, 344))):
        body = re.sub(r'<path d="M[^"]{1000,}" fill="%s"' % colour, f'<path d="{path}" fill="{colour}"', body, count=1)
    inside = "".join(use(rnd, 132 + 45 * (i % 4) + rnd.randint(-6, 6), 222 + 21 * (i // 4) + rnd.randint(-4, 5), 56, .72, .96) for i in range(20))
    if kind == "bar":
        inside = "".join(use(rnd, 138 + 62 * (i % 3) + rnd.randint(-8, 8), 222 + 19 * (i // 3) + rnd.randint(-3, 3), 30, .84, 1.0) for i in range(18))
    window = (f'<g clip-path="url(#w)">{inside}{crumbs(rnd, 34, 130, 270, 214, 310, bits)}'
              '<path d="M122 200H278V232C240 246 160 246 122 232Z" fill="#0003"/></g>')
    front = [(78, 366, 18), (124, 378, -12), (302, 368, 24), (258, 380, -8)]
    pieces = "".join(f'<use href="#k" transform="translate({x} {y}) rotate({r}) scale(.{88 - 4 * i})"/>' for i, (x, y, r) in enumerate(front))
    beside = f'<use href="#b" transform="translate(296 352) rotate(-14) scale(.95)"/><use href="#b" transform="translate(30 340) rotate(12) scale(.8)"/>'
    svg = ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400">'
           + defs_of(BASE, piece(kind, light, mid, deep) + f'<g id="b">{BESIDE[side]}</g>')
           + '<ellipse cx="200" cy="366" rx="180" ry="26" fill="url(#fl)"/>' + beside + body.replace("WINDOW", window) + pieces + "</svg>\n")
    return svg


def tray(name, kind, light, mid, deep, bits, side):
    rnd = random.Random(name)
    src = open(os.path.join(HERE, "isi-balado.svg")).read()
    weave = re.search(r'<pattern id="an".*?</pattern>', src).group(0)
    bowl = re.search(r'<ellipse cx="200" cy="222".*?(?=<use)', src, re.S).group(0)
    spots = []
    while len(spots) < 62:
        x, y = rnd.uniform(-1, 1), rnd.uniform(-1, 1)
        if x * x + y * y < 1:
            spots.append((200 + 130 * x, 212 + 100 * y))
    spots.sort(key=lambda p: p[1])
    heap = "".join(use(rnd, x, y, 58, .8, 1.05) for x, y in spots)
    beside = "" if side is None else ('<use href="#b" transform="translate(306 350) rotate(-14) scale(1.1)"/>'
                                      '<use href="#b" transform="translate(28 344) rotate(14) scale(1)"/>')
    return ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400">' + defs_of(BASE, weave + piece(kind, light, mid, deep)
            + (f'<g id="b">{BESIDE[side]}</g>' if side else "")) + bowl + heap
            + (crumbs(rnd, 60, 95, 305, 125, 300, bits) if kind != "bar" else "") + beside + "</svg>\n")


def back(name, main, dark, parts, permit, keeps, side):
    rnd = random.Random(name)
    src = open(os.path.join(HERE, "belakang-balado.svg")).read()
    shell = re.search(r'<ellipse cx="200" cy="366".*?<rect x="118"[^>]*>', src, re.S).group(0).replace("#C4331D", main).replace("#8E1F12", dark)
    rows = []
    for i, (what, share) in enumerate(parts):
        y = 150 + 18 * i
        rows.append(f'<path d="{text(what, 10, y, x=132)}" fill="#3A1D0C"/><path d="{text(share, 10, y, x=238)}" fill="#6B3A1E"/>'
                    f'<path d="M132 {y + 5}H268" stroke="#D9C3A8"/>')
    code, x = [], 148
    while x < 250:
        thick = rnd.randint(1, 3)
        code.append(f"M{x} 246h{thick}v32h-{thick}z")
        x += thick + rnd.randint(1, 3)
    return ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400">' + defs_of(BASE, f'<g id="b">{BESIDE[side]}</g>') + shell
            + f'<path d="{text("KOMPOSISI", 13, 128, x=132, spacing=1)}" fill="{dark}"/>' + "".join(rows)
            + f'<path d="{"".join(code)}" fill="#2a1408"/><path d="{text("P-IRT " + permit, 10, 296)}{text("Tahan " + keeps + " di wadah tertutup", 9, 313)}" fill="#6B3A1E"/>'
            + '<use href="#b" transform="translate(296 352) rotate(-14) scale(.95)"/><use href="#b" transform="translate(30 340) rotate(12) scale(.8)"/></svg>\n')


def inner(svg, tag):
    """A pouch as a group for another picture, and the defs of its contents; their ids get the tag."""
    d = re.search(r'<radialGradient id="c".*?(?=<g id="[a-jl-z]|</defs>)', svg, re.S).group(0)
    g = re.search(r'<g><path d="M105 44.*?</g>(?=<use)', svg, re.S).group(0)
    for i in ("k", "c"):
        d = d.replace(f'id="{i}"', f'id="{i}{tag}"').replace(f"url(#{i})", f"url(#{i}{tag})")
        g = g.replace(f'href="#{i}"', f'href="#{i}{tag}"')
    return d, g


def hampers(name, pouches, wide):
    """A woven basket with pouches in it and a ribbon."""
    defs, groups = "", ""
    for n, (src, x, y, scale, turn) in enumerate(pouches):
        own = os.path.join(HERE, src + ".svg")
        d, g = inner(open(own if os.path.exists(own) else os.path.join(OUT, src + ".svg")).read(), "abcdef"[n])
        defs += d
        groups += f'<g transform="translate({x} {y}) scale({scale}) rotate({turn} 200 360)">{g}</g>'
    weave = ('<pattern id="bk" width="22" height="22" patternUnits="userSpaceOnUse"><rect width="22" height="22" fill="#C08A4A"/>'
             '<path d="M0 0h11v11H0zM11 11h11v11H11z" fill="#DDB273"/><path d="M0 3.5h11M0 7.5h11M11 14.5h11M11 18.5h11M14.5 0v11M18.5 0v11M3.5 11v11M7.5 11v11" stroke="#8E5C28" stroke-opacity=".5"/></pattern>')
    l, r = 200 - wide, 200 + wide
    basket = (f'<path d="M{l} 250H{r}L{r - 18} 356Q{r - 20} 372 {r - 36} 372H{l + 36}Q{l + 20} 372 {l + 18} 356Z" fill="url(#bk)"/>'
              f'<path d="M{l} 250H{r}L{r - 3} 268H{l + 3}Z" fill="#2A140833"/>'
              f'<rect x="{l - 8}" y="238" width="{2 * wide + 16}" height="20" rx="10" fill="#A8743A"/><path d="M{l} 244H{r}" stroke="#E6C48C" stroke-width="3" stroke-linecap="round" stroke-dasharray="10 7"/>'
              f'<path d="M{l + 6} 292H{r - 6}L{r - 10} 316H{l + 10}Z" fill="#C4331D"/><path d="M{l + 6} 292H{r - 6}L{r - 7} 298H{l + 7}Z" fill="#fff" opacity=".2"/>'
              '<g fill="#C4331D" stroke="#8E1F12" stroke-width="2" stroke-linejoin="round"><path d="M194 304C172 276 140 280 146 302 140 326 174 330 194 306Z"/><path d="M206 304C228 276 260 280 254 302 260 326 226 330 206 306Z"/>'
              '<path d="M196 308 178 350 192 344 198 352 202 312ZM204 308 222 350 208 344 202 352 199 312Z"/><rect x="189" y="294" width="22" height="21" rx="6"/></g>'
              f'<g transform="rotate(6 {r - 46} 330)"><path d="M{r - 78} 318h62v40h-62z" fill="#FFF8EA" stroke="#D9C3A8"/><path d="{text("Selamat", 9, 336, x=r - 70)}{text("menikmati", 9, 348, x=r - 70)}" fill="#8E1F12"/></g>')
    extra = weave + defs
    head = defs_of(BASE, extra)
    return ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400">' + head + f'<ellipse cx="200" cy="370" rx="{wide + 24}" ry="22" fill="url(#fl)"/>'
            + groups + basket + "</svg>\n")


def save(name, svg):
    with open(os.path.join(OUT, name + ".svg"), "w") as f:
        f.write(svg)


for n, a in POUCH.items():
    save(n, pouch(n, *a))
for n, a in TRAY.items():
    save(n, tray(n, *a))
for n, a in BACK.items():
    save(n, back(n, *a))
save("hampers-kecil", hampers("hampers-kecil", [("sanjai-asin", 30, 20, .62, -7), ("pisang-aren", 122, 20, .62, 7), ("sanjai-balado", 72, 8, .66, 0)], 118))
save("hampers-besar", hampers("hampers-besar", [("karak-kaliang", 24, 8, .62, -9), ("kue-sapik", 132, 8, .62, 9), ("pisang-cokelat", 78, -19, .62, 0),
                                                ("sanjai-asin", 24, 36, .6, -6), ("rakik-kacang", 136, 36, .6, 6), ("sanjai-balado", 78, 34, .63, 0)], 150))
