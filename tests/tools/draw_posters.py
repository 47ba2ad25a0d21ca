"""Draw anew the posters that tests compare with, after their drawing was changed on purpose: `python -m
tests.tools.draw_posters`. Look at every one before it is kept."""

from PIL import Image

from tests.domain.posters import samples


def main() -> None:
    for kind, lang, form in samples.LOOKED_AT:
        picture = samples.small(samples.drawn(kind, lang, form))
        picture.quantize(96, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
            samples.kept(kind, lang, form), "PNG", optimize=True
        )


if __name__ == "__main__":
    main()
