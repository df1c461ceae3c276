// SPDX-License-Identifier: Apache-2.0

/// Decides what each step computes: a value that takes events and fills plans; no call, memory of pages, clock or lock inside.
///
/// **Batches.** Requests join and leave at every step. Each running completion has its one token in every step; what room is left goes to prompts, in
/// order of arrival and in pieces, so that a step is full as long as anybody waits and a long prompt keeps nobody's next token back.
///
/// **Pages.** All known tokens of a running sequence have pages; a full page is shared by all sequences that begin with the same tokens and is
/// never written again, a page that is not full is written by one sequence. So what two dialogues have in common is stored once, and a
/// sequence that joins another's prefix copies at most one page.
///
/// **Budget.** Pages are given within a budget. Where they run short, dialogues that nobody is sampling are forgotten, least recently used first. Then
/// the youngest completions yield: they lose their pages, keep their tokens, and wait in the order of arrival to have them computed again. The oldest
/// never yields, so everything that fits at all gets done. Who waits for pages lets pass, a bounded number of times, requests whose dialogues
/// are still in the cache: these need few pages and would otherwise lose the many they have.
struct Scheduler {
    /// What steps and the cache have room for.
    struct Limits {
        var lanes: Int
        var rowsPerLane: Int
        var pages: Int
        var pageTokens: Int

        var rows: Int { lanes * rowsPerLane }
    }

    enum Phase: Equatable {
        /// A place in `entries` that nothing stands in.
        case vacant
        /// Without pages, in the queue.
        case waiting
        /// With pages; its tokens are being computed or sampled.
        case running
        /// A dialogue between two requests.
        case idle
    }

    /// A page that was copied, which is kept: attention reads what the copies have in common once.
    struct CopiedPage: Equatable {
        var page: Int
        /// Of the copy among its sequence's pages.
        var index: Int
        /// Tokens at its beginning that the copy shares.
        var tokens: Int
    }

    struct Entry {
        /// The prompt; of an idle dialogue all its tokens.
        var tokens: [Int32]
        /// Tokens known, the sampled ones among them.
        var known: Int
        /// How many of them, from the first, have keys and values.
        var computed = 0
        var pages: [Int] = []
        var phase = Phase.waiting
        /// Rises with every request.
        let arrival: Int
        /// What a page was copied from.
        var source: CopiedPage?
        var session: String?
        let extendsSession: Bool
        /// Of `tokens` in the prefix table.
        var keys: [UInt64]

        /// How many others were let in first while it waited for pages.
        var passed = 0

        var missing: Int { known - computed }
    }

    /// How many may pass one that waits for pages.
    static let patience = 256

    let limits: Limits
    var account: PageAccount
    var prefixes: PrefixTable
    /// By number of the sequence.
    var entries: [Entry] = []
    private var vacant: [Int] = []
    private var arrivals = 0
    /// In order of arrival.
    var waiting: [Int] = []
    /// In order of their pages, so that those that share some stand side by side.
    var running: [Int] = []
    /// Those of the running sequences that miss more than their newest token, in order of admission.
    var computing: [Int] = []
    /// Dialogues between two requests, the least recently used first.
    var idle: [Int] = []
    var sessions: [String: Int] = [:]
    /// Rows of the lanes while a plan is made.
    var loads: [Int]
    /// How often completions lost their pages, and idle dialogues theirs.
    var preemptions = 0
    var evictions = 0

    init(_ limits: Limits, hashBits: Int = 64) {
        self.limits = limits
        account = PageAccount(limit: limits.pages)
        prefixes = PrefixTable(pageTokens: limits.pageTokens, hashBits: hashBits)
        loads = Array(repeating: 0, count: limits.lanes)
    }

    /// Whether a step has anything to compute.
    var hasWork: Bool { !waiting.isEmpty || !running.isEmpty }

    /// Pages for the keys and values of so many tokens.
    func pages(for tokens: Int) -> Int { (tokens + limits.pageTokens - 1) / limits.pageTokens }

    // MARK: Events

    /// A request arrived.
    /// - Parameter room: tokens that may be sampled, at least 1.
    /// - Returns: the number of its sequence, which is free for others once it is complete or cancelled; nil where it can never fit.
    mutating func submit(_ prompt: [Int32], room: Int, session: String? = nil, extendsSession: Bool = true) -> Int? {
        // The last token that is sampled is never computed.
        guard pages(for: prompt.count + room - 1) <= limits.pages else { return nil }
        arrivals += 1
        let entry = Entry(
            tokens: prompt, known: prompt.count, arrival: arrivals, session: session, extendsSession: extendsSession,
            keys: prefixes.keys(of: prompt))
        let sequence = vacant.popLast() ?? entries.count
        if sequence < entries.count { entries[sequence] = entry } else { entries.append(entry) }
        waiting.append(sequence)
        // What will be needed soon is forgotten last.
        if let dialogue = session.flatMap({ sessions[$0] }), let position = idle.firstIndex(of: dialogue) {
            idle.append(idle.remove(at: position))
        }
        return sequence
    }

    /// What a plan says was computed, and a token drawn behind each run that predicts.
    mutating func finish(_ plan: StepPlan) {
        for lane in plan.lanes {
            for run in lane {
                entries[run.sequence].computed = run.positions.upperBound
                if run.predicts { entries[run.sequence].known += 1 }
            }
        }
        computing.removeAll { entries[$0].missing <= 1 }
    }

    /// A completion ended; it stays as its dialogue's cache where it extends one.
    /// - Parameter tokens: all of its sequence.
    mutating func complete(_ sequence: Int, tokens: [Int32]) {
        guard entries[sequence].extendsSession, let name = entries[sequence].session else { return drop(sequence) }
        if let before = sessions[name] { drop(before) }
        Self.leave(&running, sequence)
        forgetSource(of: sequence)
        prefixes.remove(sequence, keys: entries[sequence].keys)
        entries[sequence].tokens = tokens
        entries[sequence].known = tokens.count
        entries[sequence].keys = prefixes.keys(of: tokens)
        entries[sequence].phase = .idle
        prefixes.insert(sequence, keys: entries[sequence].keys)
        idle.append(sequence)
        sessions[name] = sequence
    }

    /// Nobody waits for this completion any more.
    mutating func cancel(_ sequence: Int) { drop(sequence) }

    /// A dialogue is over; if it is being sampled, nothing is kept afterwards.
    mutating func release(_ session: String) {
        if let dialogue = sessions[session] { drop(dialogue) }
        for sequence in running where entries[sequence].session == session { entries[sequence].session = nil }
        for sequence in waiting where entries[sequence].session == session { entries[sequence].session = nil }
    }

    /// The weights changed: what idle dialogues hold is worth nothing now.
    mutating func releaseAll() { while let dialogue = idle.last { drop(dialogue) } }

    // MARK: Leaving

    /// Ends a sequence in any phase and frees its place.
    mutating func drop(_ sequence: Int) {
        switch entries[sequence].phase {
        case .vacant: return
        case .waiting: Self.leave(&waiting, sequence)
        case .running:
            Self.leave(&running, sequence)
            Self.leave(&computing, sequence)
            freePages(of: sequence)
        case .idle:
            Self.leave(&idle, sequence)
            if let name = entries[sequence].session, sessions[name] == sequence { sessions[name] = nil }
            freePages(of: sequence)
        }
        entries[sequence].phase = .vacant
        entries[sequence].tokens = []
        entries[sequence].keys = []
        vacant.append(sequence)
    }

    mutating func forgetSource(of sequence: Int) {
        guard let source = entries[sequence].source else { return }
        account.release(CollectionOfOne(source.page))
        entries[sequence].source = nil
    }

    /// Gives up the pages and the place in the prefix table.
    mutating func freePages(of sequence: Int) {
        forgetSource(of: sequence)
        account.release(entries[sequence].pages)
        entries[sequence].pages.removeAll(keepingCapacity: true)
        entries[sequence].computed = 0
        prefixes.remove(sequence, keys: entries[sequence].keys)
    }

    static func leave(_ list: inout [Int], _ sequence: Int) {
        if let position = list.firstIndex(of: sequence) { list.remove(at: position) }
    }
}
