// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Synchronization

/// The readers of all domains, each prepared once: preparing a lexicon costs more than reading a line.
final class LineReaderCache: Sendable {
    private let lexicon: @Sendable (String) -> Lexicon?
    private let readers = Mutex<[String: LineReader?]>([:])

    init(lexicon: @escaping @Sendable (String) -> Lexicon?) {
        self.lexicon = lexicon
    }

    /// The reader of a domain, or nil where it has no lexicon.
    func reader(for domain: String) -> LineReader? {
        readers.withLock { readers in
            if let known = readers[domain] { return known }
            let reader = lexicon(domain).map(LineReader.init(lexicon:))
            readers[domain] = .some(reader)
            return reader
        }
    }
}
