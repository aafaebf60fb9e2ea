//! Breaking text into lines.

use crate::face::{Faces, Style};

/// The lines of a text no wider than `width`, the first shorter by `indent`. A word that is wider than a line is cut.
pub fn broken(faces: &Faces, style: Style, size: f32, text: &str, width: f32, indent: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split([' ', '\n', '\t']).filter(|word| !word.is_empty()) {
        for part in cut(faces, style, size, word, width) {
            let room = if lines.is_empty() { width - indent } else { width };
            let longer = if line.is_empty() { part.clone() } else { format!("{line} {part}") };
            if line.is_empty() || faces.width(style, size, &longer) <= room {
                line = longer;
            } else {
                lines.push(std::mem::replace(&mut line, part));
            }
        }
    }
    lines.push(line);
    lines
}

/// The same number of lines, about equally long: for what stands in the middle.
pub fn balanced(faces: &Faces, style: Style, size: f32, text: &str, width: f32) -> Vec<String> {
    let mut best = broken(faces, style, size, text, width, 0.0);
    let mut narrow = width;
    while best.len() > 1 && narrow > width * 0.5 {
        narrow -= width * 0.04;
        let tried = broken(faces, style, size, text, narrow, 0.0);
        if tried.len() > best.len() {
            break;
        }
        best = tried;
    }
    best
}

/// A word in parts that fit on a line; nearly always the word itself.
fn cut(faces: &Faces, style: Style, size: f32, word: &str, width: f32) -> Vec<String> {
    if faces.width(style, size, word) <= width {
        return vec![word.to_owned()];
    }
    let mut parts = vec![String::new()];
    for letter in word.chars() {
        let last = parts.len() - 1;
        let longer = format!("{}{letter}", parts[last]);
        if parts[last].is_empty() || faces.width(style, size, &longer) <= width {
            parts[last] = longer;
        } else {
            parts.push(letter.to_string());
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn no_line_is_wider_than_allowed_and_no_word_is_lost() {
        let faces = Faces::load().unwrap();
        let text = "Cam Khe Mây, bưởi Phúc Trạch và cu đơ là những sản phẩm được xem nhiều nhất. WWWWWWWWWWWWWWWWWW";
        for width in [60.0, 120.0, 400.0] {
            let lines = broken(&faces, Style::Regular, 14.0, text, width, 20.0);
            for (number, line) in lines.iter().enumerate() {
                let room = if number == 0 { width - 20.0 } else { width };
                assert!(faces.width(Style::Regular, 14.0, line) <= room.max(width), "{line}");
            }
            let plain = |text: &str| text.replace(' ', "");
            assert_eq!(plain(&lines.concat()), plain(text));
        }
    }
}
