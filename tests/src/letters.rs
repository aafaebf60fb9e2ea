//! Mail that the floor wrote to files.

use std::fs;

use crate::{program::Server, until};

/// The newest letter to that address whose text contains `words`; waits for it.
pub fn letter(server: &Server, to: &str, words: &str) -> String {
    until(&format!("a letter to {to} with {words:?}"), 10, || {
        letters(server, to).into_iter().rev().find(|letter| letter.contains(words))
    })
}

/// All letters to that address, oldest first: headers and text.
#[must_use]
pub fn letters(server: &Server, to: &str) -> Vec<String> {
    let Ok(folder) = fs::read_dir(server.data().join("mail")) else { return Vec::new() };
    let mut files: Vec<_> = folder.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|kind| kind == "eml"));
    files.sort();
    let letters = files.iter().filter_map(|file| fs::read_to_string(file).ok());
    letters.filter(|letter| letter.lines().any(|line| line.starts_with("To:") && line.contains(to))).collect()
}

/// The path of the first link in a letter whose path contains `part`.
#[must_use]
pub fn link(letter: &str, part: &str) -> String {
    let words = letter.split_whitespace().filter_map(|word| word.strip_prefix("http://"));
    let mut paths = words.filter_map(|address| address.split_once('/')).map(|(_, path)| format!("/{path}"));
    paths.find(|path| path.contains(part)).unwrap_or_else(|| panic!("no link to …{part}… in:\n{letter}"))
}
