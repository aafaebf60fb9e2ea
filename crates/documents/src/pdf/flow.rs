//! Filling pages from above: paragraphs, headings, notes, tables.

use kernel::text::nfc;

use super::{
    BOTTOM, LEFT, MM, PAGE, Page, Piece, RIGHT, TOP, WIDTH, ends,
    lines::{balanced, broken},
    table,
};
use crate::{
    Document,
    face::{Faces, Style},
    model::Block,
};

/// Size of the body, and the distance of its lines.
pub const BODY: f32 = 13.5;
pub const LEADING: f32 = 1.25;
const INDENT: f32 = 10.0 * MM;
const NOTE: f32 = 11.0;

pub struct Flow<'a> {
    pub faces: &'a Faces,
    pub pages: Vec<Page>,
    /// The upper edge of what comes next.
    pub y: f32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Left,
    Centre,
    Right,
}

pub fn lay_out(document: &Document, faces: &Faces) -> Vec<Page> {
    let mut flow = Flow { faces, pages: vec![Page::new()], y: TOP };
    ends::head(&mut flow, document);
    for block in &document.blocks {
        match block {
            Block::Heading(text) => flow.heading(&nfc(text)),
            Block::Paragraph(text) => flow.paragraph(&nfc(text), Style::Regular, BODY, INDENT),
            Block::Note(text) => flow.paragraph(&nfc(text), Style::Italic, NOTE, 0.0),
            Block::Table(one) => table::lay_out(&mut flow, one, document.locale),
        }
    }
    ends::signature(&mut flow, document);
    flow.pages
}

impl Flow<'_> {
    pub fn push(&mut self, piece: Piece) {
        if let Some(page) = self.pages.last_mut() {
            page.push(piece);
        }
    }

    /// Begins a page; its number stands in the middle of the upper margin.
    pub fn turn(&mut self) {
        self.pages.push(Page::new());
        let number = self.pages.len().to_string();
        let x = PAGE.0 / 2.0 - self.faces.width(Style::Regular, BODY, &number) / 2.0;
        self.push(Piece::Text { x, y: TOP - 6.0 * MM, style: Style::Regular, size: BODY, text: number, gap: 0.0 });
        self.y = TOP;
    }

    /// Turns the page where less than `height` is left, and says whether it did.
    pub fn room(&mut self, height: f32) -> bool {
        let turns = self.y + height > BOTTOM && self.y > TOP;
        if turns {
            self.turn();
        }
        turns
    }

    /// A line within `left` and `right`; its upper edge is at `y`.
    pub fn line(&mut self, text: &str, (style, size): (Style, f32), (left, right): (f32, f32), align: Align, y: f32) {
        let free = right - left - self.faces.width(style, size, text);
        let x = match align {
            Align::Left => left,
            Align::Centre => left + free / 2.0,
            Align::Right => left + free,
        };
        self.push(Piece::Text { x, y: y + size * 0.98, style, size, text: text.to_owned(), gap: 0.0 });
    }

    /// A rule of `width` points about the middle of `left` and `right`.
    pub fn rule(&mut self, (left, right): (f32, f32), width: f32, y: f32) {
        self.push(Piece::Box { x: (left + right - width) / 2.0, y, width, height: 0.7, shade: 0 });
    }

    /// Lines about the middle of `left` and `right`, from `y`; answers where they end.
    pub fn centred(&mut self, text: &str, (style, size): (Style, f32), (left, right): (f32, f32), y: f32) -> f32 {
        let mut y = y;
        for line in text.lines().flat_map(|text| balanced(self.faces, style, size, text, right - left)) {
            self.line(&line, (style, size), (left, right), Align::Centre, y);
            y += size * LEADING;
        }
        y
    }

    fn heading(&mut self, text: &str) {
        // Never alone at the foot of a page.
        self.room(90.0);
        self.y += 6.0;
        for line in broken(self.faces, Style::Bold, BODY, text, WIDTH, 0.0) {
            self.line(&line, (Style::Bold, BODY), (LEFT, RIGHT), Align::Left, self.y);
            self.y += BODY * LEADING;
        }
        self.y += 4.0;
    }

    /// Justified, but for its last line.
    fn paragraph(&mut self, text: &str, style: Style, size: f32, indent: f32) {
        let lines = broken(self.faces, style, size, text, WIDTH, indent);
        let last = lines.len() - 1;
        for (number, text) in lines.into_iter().enumerate() {
            // Neither the first nor the last line of a paragraph stands alone on a page.
            let more = if (number == 0 && last > 0) || number + 1 == last { 2.0 } else { 1.0 };
            self.room(more * size * LEADING);
            let first = if number == 0 { indent } else { 0.0 };
            let blanks = text.matches(' ').count();
            let free = WIDTH - first - self.faces.width(style, size, &text);
            #[allow(clippy::cast_precision_loss, reason = "a line has a few blanks")]
            let gap = if number == last || blanks == 0 { 0.0 } else { free / blanks as f32 };
            self.push(Piece::Text { x: LEFT + first, y: self.y + size * 0.98, style, size, text, gap });
            self.y += size * LEADING;
        }
        self.y += 6.0;
    }
}
