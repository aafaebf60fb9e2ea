//! Which documents match the words, and how well: one pass over posting lists, rarest word first.
//!
//! Bounded work: where all words must match, only the rarest word's list is read whole and the others are sought in; or
//! what can't match is left out before.

use tantivy::{
    DocSet, InvertedIndexReader, TERMINATED,
    fastfield::AliveBitSet,
    postings::{Postings, SegmentPostings, TermInfo},
    schema::IndexRecordOption,
};

use super::{
    candidates::surely,
    columns::Row,
    places::{Places, leap},
};
use crate::{
    plan::{Alternative, Plan, Why},
    ranking::Ranking,
    terms::NAME,
};

/// A document that matches so far.
#[derive(Debug, Clone, Copy)]
pub(super) struct Match {
    pub doc: u32,
    pub score: f32,
    words: u8,
    pub slips: u8,
    /// Words found in the name.
    pub in_name: u8,
}

impl Match {
    /// Found without any word.
    pub fn plain(doc: u32) -> Self {
        Self { doc, score: 0.0, words: 0, slips: 0, in_name: 0 }
    }

    /// Two readings of one word in one document: the better score, the fewer slips.
    fn take(&mut self, other: &Self) {
        self.slips = self.slips.min(other.slips);
        self.words = 1;
        if other.score > self.score {
            (self.score, self.in_name) = (other.score, other.in_name);
        }
    }

    /// One word more in the same document.
    fn add(&mut self, other: &Self) {
        self.score += other.score;
        self.words += other.words;
        self.slips += other.slips;
        self.in_name += other.in_name;
    }
}

/// What [`Match::take`] begins with.
const NOTHING: Match = Match { doc: 0, score: 0.0, words: 0, slips: u8::MAX, in_name: 0 };

pub(super) struct List {
    /// Opens it again, for [`surely`].
    pub info: TermInfo,
    postings: SegmentPostings,
    documents: u64,
    /// The postings of [`Alternative::also`].
    also: Vec<SegmentPostings>,
    /// By the tier that the word stands in.
    scores: [f32; 6],
    pub slips: u8,
}

/// A list this many times longer than the matches is leapt through.
const LEAP_FROM: u64 = 16;

/// Documents that are united at once.
const WINDOW: usize = 512;

/// A word's.
#[derive(Default)]
pub(super) struct Lists {
    pub lists: Vec<List>,
    /// How many documents all lists have.
    pub documents: u64,
    /// Of those, without a slip.
    pub typed: u64,
}

impl Lists {
    /// In how many documents the word may stand mistyped.
    pub fn loose(&self) -> u64 {
        self.documents - self.typed
    }
}

impl List {
    /// The lowest tier that is worth anything.
    pub fn least(&self) -> u32 {
        self.scores.iter().take_while(|score| **score <= 0.0).count() as u32
    }
}

/// The living documents in which at least `need` of the required words occur, by document number.
pub(super) fn matches(
    index: &InvertedIndexReader,
    alive: Option<&AliveBitSet>,
    rows: &[Row],
    plan: &Plan,
    need: usize,
    slips: u8,
) -> tantivy::Result<Vec<Match>> {
    let mut required = Vec::new();
    let mut optional = Vec::new();
    for slot in &plan.slots {
        let lists = open(index, &slot.alternatives, slot.weight, &plan.ranking)?;
        if slot.required { required.push(lists) } else { optional.push(lists) }
    }
    required.sort_by_key(|lists| lists.documents);
    let words = required.len();
    let (mut found, sought): (Vec<Match>, usize) = match surely(index, rows.len(), &required, need, slips)? {
        Some(some) => (some.iter().map(Match::plain).collect(), 0),
        // A document that misses at most `words - need` words has one of the `words - need + 1` rarest.
        None => {
            let sought = words.min((words + 1).saturating_sub(need));
            let lists = required[..sought].iter_mut().map(all);
            (lists.reduce(|found, next| merged(&found, &next)).unwrap_or_default(), sought)
        }
    };
    if let Some(alive) = alive {
        found.retain(|m| alive.is_alive(m.doc));
    }
    for (at, lists) in required.iter_mut().enumerate().skip(sought) {
        seek(&mut found, lists);
        let left = words - at - 1;
        found.retain(|m| usize::from(m.words) + left >= need && m.slips <= slips);
    }
    found.retain(|m| usize::from(m.words) >= need && m.slips <= slips);
    for lists in &mut optional {
        seek(&mut found, lists);
    }
    for pair in &plan.pairs {
        let together = Alternative::new(pair.term.clone(), 1.0, Why::Typed);
        add(&mut found, &mut open(index, &[together], pair.weight, &plan.ranking)?);
    }
    let typical = plan.slots.iter().map(|slot| slot.weight).sum::<f32>() / plan.slots.len().max(1) as f32;
    for m in &mut found {
        if m.in_name > 0 {
            let share = f32::from(m.in_name) / f32::from(rows[m.doc as usize].name_words);
            m.score += plan.ranking.whole_name * typical * share.min(1.0);
        }
        for _ in 0..m.slips {
            m.score *= plan.ranking.per_slip;
        }
    }
    Ok(found)
}

fn open<'a>(
    index: &InvertedIndexReader,
    alternatives: impl IntoIterator<Item = &'a Alternative>,
    weight: f32,
    ranking: &Ranking,
) -> tantivy::Result<Lists> {
    let alternatives = alternatives.into_iter();
    let mut opened = Lists { lists: Vec::with_capacity(alternatives.size_hint().1.unwrap_or(0)), ..Lists::default() };
    let tiers = ranking.tiers().map(|tier| tier * weight);
    let terms = index.terms();
    for alternative in alternatives {
        let Some(info) = terms.get(&alternative.term)? else { continue };
        let mut also = Vec::with_capacity(alternative.also.len());
        for term in &alternative.also {
            if let Some(info) = terms.get(term)? {
                also.push(postings(index, &info)?);
            }
        }
        if also.len() < alternative.also.len() {
            continue;
        }
        let documents = info.doc_freq.into();
        opened.documents += documents;
        let mut scores = tiers.map(|tier| tier * alternative.weight);
        scores[..alternative.least as usize].fill(0.0);
        let slips = alternative.slips();
        if slips == 0 {
            opened.typed += documents;
        }
        // A list holds a decoded block of more than a kilobyte: it is made where it stays.
        opened.lists.push(List { documents, also, scores, slips, postings: postings(index, &info)?, info });
    }
    Ok(opened)
}

fn postings(index: &InvertedIndexReader, info: &TermInfo) -> tantivy::Result<SegmentPostings> {
    Ok(index.read_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?)
}

/// The word in the document that the list stands at.
fn here(list: &mut List) -> Option<Match> {
    let doc = list.postings.doc();
    let mut tier = list.postings.term_freq();
    for also in &mut list.also {
        if also.doc() < doc {
            also.seek(doc);
        }
        if also.doc() != doc {
            return None;
        }
        tier = tier.min(also.term_freq());
    }
    let score = list.scores[(tier as usize).min(list.scores.len() - 1)];
    // Worth nothing there: not found there.
    (score > 0.0).then_some(Match { doc, score, words: 1, slips: list.slips, in_name: u8::from(tier >= NAME) })
}

/// Every document of a word with its best alternative, by document number.
///
/// An unfinished word has many lists. They are united a window of documents at a time, each document in a place of its
/// own: no sorting, and the window stays in the processor's cache.
fn all(lists: &mut Lists) -> Vec<Match> {
    let mut found = Vec::with_capacity(lists.documents as usize);
    if let [list] = lists.lists.as_mut_slice() {
        while list.postings.doc() != TERMINATED {
            found.extend(here(list));
            list.postings.advance();
        }
        return found;
    }
    let mut window = [NOTHING; WINDOW];
    let mut taken = [0u64; WINDOW / 64];
    while let Some(from) = lists.lists.iter().map(|list| list.postings.doc()).min().filter(|doc| *doc != TERMINATED) {
        let end = (from + WINDOW as u32).min(TERMINATED);
        for list in &mut lists.lists {
            while list.postings.doc() < end {
                if let Some(one) = here(list) {
                    let at = (one.doc - from) as usize;
                    let bit = 1 << (at % 64);
                    if taken[at / 64] & bit == 0 {
                        taken[at / 64] |= bit;
                        window[at] = one;
                    } else {
                        window[at].take(&one);
                    }
                }
                list.postings.advance();
            }
        }
        for (group, bits) in taken.iter_mut().enumerate() {
            while *bits != 0 {
                found.push(window[group * 64 + bits.trailing_zeros() as usize]);
                *bits &= *bits - 1;
            }
        }
    }
    found
}

/// Both sorted by document; what is in both adds up.
fn merged(matches: &[Match], others: &[Match]) -> Vec<Match> {
    let mut all = Vec::with_capacity(matches.len() + others.len());
    let (mut old, mut new) = (matches.iter().peekable(), others.iter().peekable());
    loop {
        let (o, n) = (old.peek().map_or(u32::MAX, |m| m.doc), new.peek().map_or(u32::MAX, |m| m.doc));
        if o == u32::MAX && n == u32::MAX {
            return all;
        }
        let mut m = Match::plain(o.min(n));
        if o <= n {
            m = *old.next().expect("peeked");
        }
        if n <= o {
            m.add(new.next().expect("peeked"));
        }
        all.push(m);
    }
}

/// Looks for one more word in the documents that match so far.
fn seek(matches: &mut [Match], lists: &mut Lists) {
    match lists.lists.as_mut_slice() {
        [] => {}
        [list] => each(matches, list, |_, m, found| m.add(&found)),
        several => {
            let mut best = vec![NOTHING; matches.len()];
            let places = Places::of(matches);
            for list in several {
                if list.documents > LEAP_FROM * matches.len() as u64 {
                    each(matches, list, |at, _, found| best[at].take(&found));
                } else {
                    read(&places, list, |at, found| best[at].take(&found));
                }
            }
            for (m, found) in matches.iter_mut().zip(&best).filter(|(_, found)| found.words > 0) {
                m.add(found);
            }
        }
    }
}

/// What is in both, the list read through.
fn read(places: &Places, list: &mut List, mut then: impl FnMut(usize, Match)) {
    while list.postings.doc() != TERMINATED {
        if let Some(at) = places.place(list.postings.doc())
            && let Some(found) = here(list)
        {
            then(at, found);
        }
        list.postings.advance();
    }
}

/// Adds to the score only.
fn add(matches: &mut [Match], lists: &mut Lists) {
    for list in &mut lists.lists {
        each(matches, list, |_, m, found| m.score += found.score);
    }
}

/// What is in both, each side leaping over what the other does not have: the shorter one decides the cost.
fn each(matches: &mut [Match], list: &mut List, mut then: impl FnMut(usize, &mut Match, Match)) {
    let mut at = 0;
    while let Some(m) = matches.get_mut(at) {
        if list.postings.doc() < m.doc {
            list.postings.seek(m.doc);
        }
        match list.postings.doc() {
            TERMINATED => return,
            doc if doc == m.doc => {
                if let Some(found) = here(list) {
                    then(at, m, found);
                }
                at += 1;
            }
            doc => at = leap(matches, at, doc),
        }
    }
}
