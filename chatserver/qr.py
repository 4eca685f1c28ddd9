"""A link as a QR picture."""

import io

import segno


def svg(link: str) -> str:
    """The picture, four modules of quiet around it, dark on white whatever the page's theme."""
    out = io.BytesIO()
    segno.make(link, error="m", micro=False).save(
        out, kind="svg", border=4, scale=8, dark="#000", light="#fff", xmldecl=False, nl=False
    )
    return out.getvalue().decode()
