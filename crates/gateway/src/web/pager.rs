//! Numbered pages of a search, and "further" links of lists that are paged by key.

/// One page's link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageLink {
    pub number: u32,
    pub href: String,
    pub current: bool,
    /// Pages are left out before this one.
    pub gap: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pager {
    pub pages: Vec<PageLink>,
    pub previous: Option<String>,
    pub next: Option<String>,
}

impl Pager {
    /// Pages 1 to `last`, shortened around `current`.
    #[must_use]
    pub fn new(current: u32, last: u32, href: impl Fn(u32) -> String) -> Self {
        if last <= 1 {
            return Self::default();
        }
        let shown = (1..=last).filter(|n| *n == 1 || *n == last || n.abs_diff(current) <= 1);
        let mut pages: Vec<PageLink> = Vec::new();
        for number in shown {
            let gap = pages.last().is_some_and(|before| before.number + 1 < number);
            pages.push(PageLink { number, href: href(number), current: number == current, gap });
        }
        let previous = (current > 1).then(|| href((current - 1).min(last)));
        let next = (current < last).then(|| href(current + 1));
        Self { pages, previous, next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(current: u32, last: u32) -> String {
        let pager = Pager::new(current, last, |n| n.to_string());
        let page = |one: &PageLink| {
            format!("{}{}{}", if one.gap { "… " } else { "" }, one.number, if one.current { "*" } else { "" })
        };
        pager.pages.iter().map(page).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_long_list_is_shortened_around_the_current_page() {
        assert_eq!(shown(1, 1), "");
        assert_eq!(shown(1, 3), "1* 2 3");
        assert_eq!(shown(5, 9), "1 … 4 5* 6 … 9");
        assert_eq!(shown(41, 41), "1 … 40 41*");
    }

    #[test]
    fn a_page_behind_the_last_leads_back() {
        let pager = Pager::new(30, 2, |n| n.to_string());
        assert_eq!((pager.previous.as_deref(), pager.next), (Some("2"), None));
    }
}
