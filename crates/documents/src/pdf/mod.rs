//! A PDF on A4 as Decree 30/2020/NĐ-CP asks: margins of 20 mm above and below, 30 mm left, 15 mm right; the page's number
//! in the middle of the upper margin, not on the first page.
//!
//! Laid out first (`flow.rs`), written then: pages are lists of [`Piece`]s.

mod ends;
mod flow;
mod lines;
mod table;

use chrono::{Datelike, TimeDelta, Timelike};
use kernel::ctx::UTC_OFFSET_HOURS;
use krilla::{
    SerializeSettings,
    color::luma,
    geom::{PathBuilder, Point, Rect},
    metadata::{DateTime, Metadata},
    num::NormalizedF32,
    page::PageSettings,
    paint::{Fill, FillRule},
    surface::Surface,
};

use crate::{
    Document, Error,
    face::{Faces, Style},
};

/// Points of a millimetre.
const MM: f32 = 72.0 / 25.4;
const PAGE: (f32, f32) = (210.0 * MM, 297.0 * MM);
const TOP: f32 = 20.0 * MM;
const BOTTOM: f32 = PAGE.1 - 20.0 * MM;
const LEFT: f32 = 30.0 * MM;
const RIGHT: f32 = PAGE.0 - 15.0 * MM;
const WIDTH: f32 = RIGHT - LEFT;

/// Something on a page.
enum Piece {
    /// From the left end of its baseline; `gap` widens every blank.
    Text { x: f32, y: f32, style: Style, size: f32, text: String, gap: f32 },
    /// A black line or a grey ground.
    Box { x: f32, y: f32, width: f32, height: f32, shade: u8 },
}

type Page = Vec<Piece>;

pub fn write(document: &Document) -> Result<Vec<u8>, Error> {
    let faces = Faces::load()?;
    let pages = flow::lay_out(document, &faces);
    let settings = SerializeSettings { compress_content_streams: true, ..SerializeSettings::default() };
    let mut pdf = krilla::Document::new_with(settings);
    pdf.set_metadata(metadata(document));
    for page in &pages {
        let size = PageSettings::from_wh(PAGE.0, PAGE.1).ok_or_else(|| Error::Pdf("no page".to_owned()))?;
        let mut sheet = pdf.start_page_with(size);
        let mut surface = sheet.surface();
        for piece in page {
            draw(&mut surface, &faces, piece);
        }
        surface.finish();
        sheet.finish();
    }
    pdf.finish().map_err(|error| Error::Pdf(format!("{error:?}")))
}

fn draw(surface: &mut Surface<'_>, faces: &Faces, piece: &Piece) {
    match piece {
        Piece::Text { x, y, style, size, text, gap } => {
            surface.set_fill(Some(ink(0)));
            let (font, glyphs) = faces.glyphs(*style, text, gap / size);
            surface.draw_glyphs(Point::from_xy(*x, *y), &glyphs, font, text, *size, false);
        }
        Piece::Box { x, y, width, height, shade } => {
            surface.set_fill(Some(ink(*shade)));
            let mut path = PathBuilder::new();
            if let Some(rect) = Rect::from_xywh(*x, *y, *width, *height) {
                path.push_rect(rect);
            }
            if let Some(path) = path.finish() {
                surface.draw_path(&path);
            }
        }
    }
}

fn ink(shade: u8) -> Fill {
    Fill { paint: luma::Color::new(shade).into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}

fn metadata(document: &Document) -> Metadata {
    let at = document.created_at + TimeDelta::hours(UTC_OFFSET_HOURS);
    let small = |n: u32| u8::try_from(n).unwrap_or_default();
    let created = DateTime::new(u16::try_from(at.year()).unwrap_or_default())
        .month(small(at.month()))
        .day(small(at.day()))
        .hour(small(at.hour()))
        .minute(small(at.minute()))
        .second(small(at.second()))
        .utc_offset_hour(i8::try_from(UTC_OFFSET_HOURS).unwrap_or_default());
    Metadata::new()
        .title(document.title.clone())
        .authors(vec![document.author.clone()])
        .language(document.locale.t("vi-VN", "en-GB").to_owned())
        .creation_date(created)
}
