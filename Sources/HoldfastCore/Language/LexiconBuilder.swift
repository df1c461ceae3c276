// SPDX-License-Identifier: Apache-2.0

/// Collects what a lexicon is compiled from, filed under first words while new words still turn up.
struct LexiconBuilder {
    var pool = WordPool()
    private(set) var values: [String] = []
    private(set) var cues: [Int32: [CompiledLexicon.Cue]] = [:]
    private(set) var closedFirst: [Int32: [CompiledLexicon.Cue]] = [:]
    private(set) var numberFirst: [CompiledLexicon.Cue] = []
    private(set) var phrases: [Int32: [CompiledLexicon.Phrase]] = [:]

    mutating func matcher(_ pattern: ValuePattern) -> ValueMatcher {
        switch pattern {
        case .closed(let spellings):
            var filed: [Int32: [ValueMatcher.Surface]] = [:]
            for (value, forms) in spellings {
                let place = Int32(values.count)
                values.append(value)
                for form in Set(forms + [value]) {
                    let words = pool.run(form)
                    if let first = pool.first(of: words) { filed[first, default: []].append(ValueMatcher.Surface(words: words, value: place)) }
                }
            }
            return .closed(
                ValueMatcher.ClosedValues(
                    filed.mapValues { surfaces in
                        surfaces.sorted { ($0.words.count, values[Int($1.value)]) > ($1.words.count, values[Int($0.value)]) }
                    }))
        case .number(let range): return .number(range)
        case .open(let words): return .open(words: words)
        }
    }

    mutating func add(_ statement: String, attribute: Int, matcher: ValueMatcher) {
        var words = statement.split(separator: " ").map(String.init)
        var earlier = WordRun(start: 0, count: 0)
        if let gap = words.firstIndex(of: "...") {
            earlier = pool.run(words[..<gap].joined(separator: " "))
            words.removeSubrange(...gap)
        }
        guard let slot = words.firstIndex(of: "{}") else { return }
        let cue = CompiledLexicon.Cue(
            attribute: attribute, earlier: earlier, before: pool.run(words[..<slot].joined(separator: " ")),
            after: pool.run(words[(slot + 1)...].joined(separator: " ")))
        if let first = pool.first(of: cue.before) {
            cues[first, default: []].append(cue)
        } else {
            switch matcher {
            case .closed(let values): for first in values.firsts { closedFirst[first, default: []].append(cue) }
            case .number: numberFirst.append(cue)
            // An open value with nothing before it could be anything.
            case .open: break
            }
        }
    }

    mutating func add(_ phrase: String, effect: CompiledLexicon.Effect) {
        let words = pool.run(phrase)
        if let first = pool.first(of: words) { phrases[first, default: []].append(CompiledLexicon.Phrase(words: words, effect: effect)) }
    }
}
