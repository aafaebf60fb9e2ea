//! The letters of PDF and DOCX: Liberation Serif in four styles, their widths and glyphs.

use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::{
    FontRef, MetadataProvider, charmap::Charmap, instance::LocationRef, instance::Size, metrics::GlyphMetrics,
};

use crate::Error;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Regular,
    Bold,
    Italic,
    BoldItalic,
}

struct Face {
    font: Font,
    letters: Charmap<'static>,
    widths: GlyphMetrics<'static>,
    units_per_em: f32,
}

pub struct Faces([Face; 4]);

const FILES: [&[u8]; 4] = [
    include_bytes!("../fonts/LiberationSerif-Regular.ttf"),
    include_bytes!("../fonts/LiberationSerif-Bold.ttf"),
    include_bytes!("../fonts/LiberationSerif-Italic.ttf"),
    include_bytes!("../fonts/LiberationSerif-BoldItalic.ttf"),
];

impl Face {
    fn load(file: &'static [u8]) -> Result<Self, Error> {
        let broken = || Error::Pdf("a font is damaged".to_owned());
        let font = Font::new(file.into(), 0).ok_or_else(broken)?;
        let read = FontRef::new(file).map_err(|_| broken())?;
        let units_per_em = font.units_per_em();
        let widths = read.glyph_metrics(Size::unscaled(), LocationRef::default());
        Ok(Self { letters: read.charmap(), widths, units_per_em, font })
    }

    /// The glyph of a letter and its width in parts of the size.
    fn glyph(&self, letter: char) -> (skrifa::GlyphId, f32) {
        let glyph = self.letters.map(letter).unwrap_or_default();
        (glyph, self.widths.advance_width(glyph).unwrap_or_default() / self.units_per_em)
    }
}

impl Faces {
    pub fn load() -> Result<Self, Error> {
        let [regular, bold, italic, both] = FILES.map(Face::load);
        Ok(Self([regular?, bold?, italic?, both?]))
    }

    fn face(&self, style: Style) -> &Face {
        &self.0[style as usize]
    }

    /// How wide the text is, in points.
    pub fn width(&self, style: Style, size: f32, text: &str) -> f32 {
        let face = self.face(style);
        text.chars().map(|letter| face.glyph(letter).1).sum::<f32>() * size
    }

    /// The glyphs of a line; every blank is wider by `gap` parts of the size. Vietnamese letters are one glyph each, so
    /// nothing has to be shaped.
    pub fn glyphs(&self, style: Style, text: &str, gap: f32) -> (Font, Vec<KrillaGlyph>) {
        let face = self.face(style);
        let glyphs = text
            .char_indices()
            .map(|(at, letter)| {
                let (glyph, width) = face.glyph(letter);
                let wide = if letter == ' ' { width + gap } else { width };
                let range = at..at + letter.len_utf8();
                KrillaGlyph::new(GlyphId::new(glyph.to_u32()), wide, 0.0, 0.0, 0.0, range, None)
            })
            .collect();
        (face.font.clone(), glyphs)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn every_vietnamese_letter_has_a_glyph_in_every_style() {
        let faces = Faces::load().unwrap();
        let marked = ('\u{1ea0}'..='\u{1ef9}').chain("ăâđêôơưĂÂĐÊÔƠƯàáãèéìíòóõùúýĩũ₫–—“”…•%".chars());
        for letter in marked.chain(' '..='~') {
            for face in &faces.0 {
                assert_ne!(face.glyph(letter).0.to_u32(), 0, "{letter}");
            }
        }
    }
}
