//! From where a page was opened, as far as a browser says so. What comes in is forged easily, so nothing is kept that is
//! no plain name.

use kernel::text;

/// Letters of a name that is kept.
const MAX_NAME: usize = 60;

/// From where a page was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Typed, a bookmark, or the browser doesn't say.
    Direct,
    /// Another page of the floor.
    Floor,
    /// The floor's own search, with what was typed.
    Search(String),
    /// Another site, by its name.
    Site(String),
}

impl Source {
    /// Reads a `Referer` header. `own` is the floor's own host, `path` of its search is told by its query `q`.
    #[must_use]
    pub fn read(referrer: &str, own: &str) -> Self {
        let Some((host, rest)) = split(referrer) else { return Self::Direct };
        if !host.eq_ignore_ascii_case(own) {
            return site(host).map_or(Self::Direct, Self::Site);
        }
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        if !path.trim_end_matches('/').ends_with("/tim-kiem") {
            return Self::Floor;
        }
        let typed = query.split('&').find_map(|pair| pair.strip_prefix("q=")).map(decoded).unwrap_or_default();
        if typed.is_empty() { Self::Floor } else { Self::Search(typed) }
    }

    /// The word under which it is kept; another site goes by its name, which has a dot.
    pub(crate) fn word(&self) -> Option<&'static str> {
        match self {
            Self::Direct => Some("direct"),
            Self::Floor => Some("floor"),
            Self::Search(_) => Some("search"),
            Self::Site(_) => None,
        }
    }
}

/// Host (with its port) and the rest of an `http` or `https` address.
fn split(address: &str) -> Option<(&str, &str)> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    (!host.is_empty()).then(|| (host, path.split('#').next().unwrap_or_default()))
}

/// The name of a site: letters, digits, hyphens and dots, in small letters, without `www.` and port.
fn site(host: &str) -> Option<String> {
    let host = host.split(':').next().unwrap_or_default().to_ascii_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let plain = host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'));
    let whole = host.contains('.') && !host.starts_with('.') && !host.ends_with('.');
    (plain && whole && host.len() <= MAX_NAME).then(|| host.to_owned())
}

/// A campaign's name as the link gives it, or `None` where it is none: letters, digits, blanks and hyphens.
#[must_use]
pub fn campaign(query: &str) -> Option<String> {
    let named = query.split('&').find_map(|pair| pair.strip_prefix("utm_campaign="))?;
    let name = text::marked(&decoded(named));
    let name: String = name.chars().take(MAX_NAME).collect();
    (!name.trim().is_empty()).then(|| name.trim().to_owned())
}

/// A value of a query: `+` is a blank, `%C3%A1` a byte after another.
fn decoded(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = || {
            let digit = |at: usize| after.get(at).and_then(|b| char::from(*b).to_digit(16));
            u8::try_from(digit(0)? * 16 + digit(1)?).ok()
        };
        match (first, if *first == b'%' { hex() } else { None }) {
            (_, Some(byte)) => {
                bytes.push(byte);
                rest = &after[2..];
                continue;
            }
            (b'+', None) => bytes.push(b' '),
            (other, None) => bytes.push(*other),
        }
        rest = after;
    }
    String::from_utf8_lossy(&bytes).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Source, campaign};

    #[test]
    fn sources_are_told_apart() {
        let read = |text: &str| Source::read(text, "san.hatinh.gov.vn");
        assert_eq!(read(""), Source::Direct);
        assert_eq!(read("https://san.hatinh.gov.vn/danh-muc/hoa-qua"), Source::Floor);
        assert_eq!(
            read("https://san.hatinh.gov.vn/en/tim-kiem?page=2&q=cam+khe+m%C3%A2y#a"),
            Source::Search("cam khe mây".to_owned())
        );
        assert_eq!(read("https://san.hatinh.gov.vn/tim-kiem?q="), Source::Floor);
        assert_eq!(read("https://www.Google.com/search?q=x"), Source::Site("google.com".to_owned()));
        assert_eq!(read("http://baohatinh.vn:8080"), Source::Site("baohatinh.vn".to_owned()));
    }

    #[test]
    fn forged_names_are_not_kept() {
        let long = format!("https://{}.vn/", "a".repeat(100));
        for forged in [
            "https://<script>alert(1)</script>.vn/",
            "javascript:alert(1)",
            "https://a b.vn/",
            "https://.../",
            "https://",
            "https://localhost/",
            "https://\u{202e}xyz.vn/",
            &long,
        ] {
            assert_eq!(Source::read(forged, "san.hatinh.gov.vn"), Source::Direct, "{forged}");
        }
    }

    #[test]
    fn campaigns_are_plain_words() {
        assert_eq!(campaign("a=1&utm_campaign=Cam%20T%E1%BA%BFt-2026").as_deref(), Some("cam tết 2026"));
        assert_eq!(campaign("utm_campaign=%3Cb%3Ex%3C%2Fb%3E").as_deref(), Some("b x b"));
        for none in ["", "utm_campaign=", "utm_campaign=%3C%3E", "utm_source=x"] {
            assert_eq!(campaign(none), None, "{none}");
        }
        assert_eq!(campaign("utm_campaign=%zz%4").as_deref(), Some("zz 4"));
    }
}
