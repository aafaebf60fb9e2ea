//! Telling known bots from browsers by the User-Agent header. The list is `data/bots.txt`.

use std::sync::LazyLock;

/// More of the header is not looked at.
pub(crate) const MAX_USER_AGENT: usize = 512;

/// Of two letters, as [`pair`] tells them apart.
const PAIRS: usize = 1024;

static LIST: LazyLock<List> = LazyLock::new(|| List::parse(include_str!("../data/bots.txt")));

struct List {
    /// The parts by their first two bytes, so that one quick pass over the header is enough.
    parts: Vec<Vec<&'static [u8]>>,
    /// A bit for each of these that has any: small enough to stay near while requests pass.
    begun: [u64; PAIRS / 64],
    exceptions: Vec<&'static str>,
}

impl List {
    fn parse(text: &'static str) -> Self {
        let mut parts = vec![Vec::new(); PAIRS];
        let mut begun = [0; PAIRS / 64];
        let mut exceptions = Vec::new();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            match line.strip_prefix('!') {
                Some(exception) => exceptions.push(exception),
                None => {
                    let pair = pair(line.as_bytes());
                    parts[pair].push(line.as_bytes());
                    begun[pair / 64] |= 1 << (pair % 64);
                }
            }
        }
        Self { parts, begun, exceptions }
    }

    fn names(&self, user_agent: &[u8]) -> bool {
        user_agent.windows(2).enumerate().any(|(at, two)| {
            let pair = pair(two);
            self.begun[pair / 64] >> (pair % 64) & 1 == 1
                && self.parts[pair]
                    .iter()
                    .any(|part| stands_at(user_agent, at, part) && !self.excepted(user_agent, at, part))
        })
    }

    fn excepted(&self, user_agent: &[u8], at: usize, part: &[u8]) -> bool {
        self.exceptions.iter().any(|exception| {
            let inside = exception.as_bytes().windows(part.len()).position(|window| window == part);
            inside
                .and_then(|inside| at.checked_sub(inside))
                .is_some_and(|start| stands_at(user_agent, start, exception.as_bytes()))
        })
    }
}

/// Five bits of each of the first two bytes: the same for capital and small letters.
fn pair(text: &[u8]) -> usize {
    text.iter().take(2).fold(0, |key, byte| key << 5 | usize::from(byte & 31))
}

fn stands_at(text: &[u8], at: usize, part: &[u8]) -> bool {
    text.get(at..at + part.len()).is_some_and(|found| found.eq_ignore_ascii_case(part))
}

/// Whether `user_agent` names no browser of a person. Headless browsers are taken for people.
pub(crate) fn is_bot(user_agent: &str) -> bool {
    let text = user_agent.trim().as_bytes();
    text.is_empty() || LIST.names(&text[..text.len().min(MAX_USER_AGENT)])
}

#[cfg(test)]
mod tests {
    use super::is_bot;

    #[test]
    fn bots_and_tools_are_known() {
        for bot in [
            "",
            "  ",
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
            "Mozilla/5.0 (compatible; coccocbot-web/1.0; +http://help.coccoc.com/searchengine)",
            "curl/7.88.1",
            "python-requests/2.31",
            "Mozilla/5.0 (Linux; Android 11) Chrome/119 Mobile Safari/537.36 Chrome-Lighthouse",
            "CUBOT-BOT",
        ] {
            assert!(is_bot(bot), "{bot:?} is a bot");
        }
    }

    #[test]
    fn people_are_not_bots() {
        for browser in [
            "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/120.0 Safari/537.36",
            "Mozilla/5.0 (Linux; Android 13; SM-A146P) Chrome/116 Mobile Safari/537.36 Zalo android/12110668 ZaloTheme/light",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 16_6 like Mac OS X) Mobile/15E148 [FBAN/FBIOS;FBAV/430.0.0]",
            "Mozilla/5.0 (Linux; Android 9; CUBOT X18 Plus) Chrome/89 Mobile Safari/537.36",
        ] {
            assert!(!is_bot(browser), "{browser:?} is a person");
        }
    }
}
