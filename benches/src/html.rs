//! Just enough HTML to find the pictures and files of our own pages.

/// The start tags of this name, each as its text between `<name` and `>`.
pub fn tags<'a>(html: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let open = format!("<{name}");
    let mut rest = html;
    std::iter::from_fn(move || {
        loop {
            let at = rest.find(&open)?;
            rest = &rest[at + open.len()..];
            if rest.starts_with(|next: char| next == '>' || next.is_ascii_whitespace()) {
                return Some(&rest[..end_of_tag(rest)]);
            }
        }
    })
}

/// Where the tag ends: the first `>` outside quotes.
fn end_of_tag(text: &str) -> usize {
    let mut quoted = false;
    let end = text.bytes().position(|byte| {
        quoted ^= byte == b'"';
        byte == b'>' && !quoted
    });
    end.unwrap_or(text.len())
}

/// The value of an attribute; the empty string for one without a value.
pub fn attribute(tag: &str, name: &str) -> Option<String> {
    let mut rest = tag;
    loop {
        rest = rest.trim_start();
        let end = rest.find(|c: char| c == '=' || c.is_ascii_whitespace()).unwrap_or(rest.len());
        let (found, behind) = rest.split_at(end);
        if found.is_empty() {
            return None;
        }
        let (value, behind) = match behind.strip_prefix('=').map(|value| (value, value.strip_prefix('"'))) {
            Some((_, Some(quoted))) => quoted.split_once('"')?,
            Some((bare, None)) => bare.split_at(bare.find(|c: char| c.is_ascii_whitespace()).unwrap_or(bare.len())),
            None => ("", behind),
        };
        if found == name {
            return Some(unescape(value));
        }
        rest = behind;
    }
}

fn unescape(text: &str) -> String {
    let plain = text.replace("&quot;", "\"").replace("&#34;", "\"").replace("&#39;", "'").replace("&#38;", "&");
    plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// What a phone of 360 CSS pixels, two pixels each, chooses of a `srcset`: the narrowest that is wide enough for the
/// place, else the widest.
pub fn chosen(srcset: &str, sizes: &str) -> Option<String> {
    let needed = width_of(sizes) * PIXEL_RATIO;
    let mut candidates: Vec<(f64, &str)> = srcset
        .split(',')
        .filter_map(|one| {
            let mut parts = one.split_whitespace();
            let address = parts.next()?;
            let width = match parts.next() {
                None => 1.0,
                Some(given) => match given.strip_suffix('w') {
                    Some(width) => width.parse().ok()?,
                    // Of pixel ratios, the one of the phone.
                    None => given.strip_suffix('x')?.parse::<f64>().ok()? / PIXEL_RATIO * needed,
                },
            };
            Some((width, address))
        })
        .collect();
    candidates.sort_by(|a, b| a.0.total_cmp(&b.0));
    let enough = candidates.iter().find(|(width, _)| *width >= needed).or(candidates.last())?;
    Some(enough.1.to_owned())
}

const PHONE: f64 = 360.0;
const PIXEL_RATIO: f64 = 2.0;

/// The CSS pixels that `sizes` gives a picture on the phone.
fn width_of(sizes: &str) -> f64 {
    let fits = |condition: &str| {
        condition.split(" and ").all(|one| match one.trim().trim_matches(['(', ')']).split_once(':') {
            Some(("min-width", width)) => length(width.trim()).is_some_and(|width| PHONE >= width),
            Some(("max-width", width)) => length(width.trim()).is_some_and(|width| PHONE <= width),
            _ => false,
        })
    };
    let one = sizes.split(',').map(str::trim).find_map(|one| match one.rfind(')') {
        Some(end) if one.starts_with('(') => {
            let (condition, width) = one.split_at(end + 1);
            if fits(condition) { length(width.trim()) } else { None }
        }
        _ => length(one),
    });
    one.unwrap_or(PHONE)
}

fn length(text: &str) -> Option<f64> {
    let number = |unit: &str| text.strip_suffix(unit).and_then(|number| number.parse::<f64>().ok());
    number("px").or(number("vw").map(|n| n * PHONE / 100.0)).or(number("rem").or(number("em")).map(|n| n * 16.0))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn tags_and_attributes_are_found() {
        let html = r#"<imgx src="no"><img src="/a?b=1&amp;c" alt="a > b" hidden loading=lazy width=3><img>"#;
        let found: Vec<&str> = tags(html, "img").collect();
        assert_eq!(found.len(), 2);
        assert_eq!(attribute(found[0], "src").unwrap(), "/a?b=1&c");
        assert_eq!(attribute(found[0], "alt").unwrap(), "a > b");
        assert_eq!(attribute(found[0], "loading").unwrap(), "lazy");
        assert_eq!(attribute(found[0], "hidden").unwrap(), "");
        assert_eq!(attribute(found[0], "width").unwrap(), "3");
        assert_eq!(attribute(found[0], "height"), None);
    }

    #[test]
    fn a_phone_takes_the_narrowest_picture_that_is_wide_enough() {
        let srcset = "/a-160.webp 160w,/a-320.webp 320w, /a-640.webp 640w";
        assert_eq!(chosen(srcset, "(min-width:960px) 260px,46vw").unwrap(), "/a-640.webp"); // 331 pixels
        assert_eq!(chosen(srcset, "(max-width:40rem) 150px, 100vw").unwrap(), "/a-320.webp");
        assert_eq!(chosen(srcset, "").unwrap(), "/a-640.webp");
        assert_eq!(chosen("/a.webp", "").unwrap(), "/a.webp");
        assert_eq!(chosen("/a.webp 1x, /b.webp 2x", "100px").unwrap(), "/b.webp");
        assert_eq!(chosen("", ""), None);
    }
}
