// SPDX-License-Identifier: Apache-2.0

extension Scheduler {
    /// Where the first tokens of a waiting sequence come from.
    enum Source: Equatable {
        /// Nobody has enough of them.
        case none
        /// Another sequence has so many of them computed.
        case shared(Int, length: Int)
        /// Another sequence is computing more of them than anybody has.
        case computing
    }

    func source(of sequence: Int) -> Source {
        var (best, length) = (0, 0)
        // What will be computed, and how much of that is.
        var (planned, begun) = (0, 0)
        for other in prefixes.candidates(entries[sequence].keys) {
            // The newest token is always computed: its logits are what the next draw comes from.
            let common = min(entries[other].tokens.commonPrefix(with: entries[sequence].tokens), entries[sequence].known - 1)
            let computed = min(common, entries[other].computed)
            if computed > length { (best, length) = (other, computed) }
            if entries[other].phase == .running, common > planned { (planned, begun) = (common, computed) }
        }
        // A little more is worth waiting for only where it is about to come.
        if planned >= length + PrefixTable.leastShared || planned > length && begun == length { return .computing }
        return length >= PrefixTable.leastShared ? .shared(best, length: length) : .none
    }

    /// Gives a waiting sequence pages for all the tokens it knows, where they can be had.
    /// - Parameter sparesDialogues: takes nothing from dialogues that another waiting request continues.
    mutating func admit(_ sequence: Int, _ source: Source, sparesDialogues: Bool, _ plan: inout StepPlan) -> Bool {
        var (shared, length): (ArraySlice<Int>, Int) = ([], 0)
        var copied: Int?
        if case .shared(let other, let count) = source {
            length = count
            let full = count / limits.pageTokens
            // A dialogue that only goes on takes over its last page as well.
            if continues(sequence, other, from: count) {
                shared = entries[other].pages[...]
            } else {
                shared = entries[other].pages[..<full]
                if count % limits.pageTokens > 0 { copied = entries[other].pages[full] }
            }
        }
        account.retain(shared)
        let needed = pages(for: entries[sequence].known) - shared.count
        guard makeRoom(needed, sparing: sparesDialogues ? dialoguesWaitedFor : [], &plan) else {
            account.release(shared)
            return false
        }
        entries[sequence].pages += shared
        for _ in 0..<needed {
            guard let page = account.take() else { break }
            entries[sequence].pages.append(page)
        }
        if let copied { copy(copied, to: sequence, length: length, stays: isLive(source), &plan) }
        if case .shared(let other, let count) = source, continues(sequence, other, from: count) { drop(other) }
        entries[sequence].computed = length
        entries[sequence].phase = .running
        prefixes.insert(sequence, keys: entries[sequence].keys)
        plan.admitted.append(sequence)
        enter(sequence)
        return true
    }

    /// Whether room was made without forgetting the sequence that is shared with.
    private func isLive(_ source: Source) -> Bool {
        guard case .shared(let other, _) = source else { return false }
        return entries[other].phase != .vacant
    }

    /// Copies a page that is not full, and keeps the original for attention where that costs nothing now.
    private mutating func copy(_ page: Int, to sequence: Int, length: Int, stays: Bool, _ plan: inout StepPlan) {
        let index = length / limits.pageTokens
        plan.copies.append(StepPlan.Copy(from: page, to: entries[sequence].pages[index]))
        guard stays else { return }
        account.retain(CollectionOfOne(page))
        entries[sequence].source = CopiedPage(page: page, index: index, tokens: length % limits.pageTokens)
    }

    private func continues(_ sequence: Int, _ other: Int, from length: Int) -> Bool {
        entries[other].phase == .idle && entries[sequence].extendsSession && entries[other].session == entries[sequence].session
            && entries[other].computed == length
    }

    /// Pages that an admission leaves to those that run: each soon begins a new one, and to yield then would cost a whole prompt.
    private var spareForRunning: Int { running.count }

    /// Makes `needed` pages available by forgetting idle dialogues, if so many and those for running completions could be had.
    private mutating func makeRoom(_ needed: Int, sparing spared: Set<Int>, _ plan: inout StepPlan) -> Bool {
        let wanted = needed + spareForRunning
        if account.available < wanted, !forgetSources(&plan) || account.available < wanted {
            guard account.available + reclaimable(sparing: spared) >= wanted else { return false }
        }
        while account.available < needed { guard evictOldest(sparing: spared) else { return false } }
        return true
    }

    /// Idle dialogues that waiting requests continue; none while pages are plenty, when nobody asks.
    private var dialoguesWaitedFor: Set<Int> {
        guard account.available < limits.pages / 2 else { return [] }
        return Set(waiting.compactMap { entries[$0].session.flatMap { sessions[$0] } })
    }

    /// Pages that idle dialogues alone hold.
    private func reclaimable(sparing spared: Set<Int>) -> Int {
        guard !idle.isEmpty else { return 0 }
        var holders = [Int](repeating: 0, count: account.highest)
        var count = 0
        for dialogue in idle where !spared.contains(dialogue) {
            for page in entries[dialogue].pages {
                holders[page] += 1
                if holders[page] == account.holders(of: page) { count += 1 }
            }
        }
        return count
    }

    /// Gives up the originals of copied pages that nobody writes or reads otherwise.
    mutating func forgetSources(_ plan: inout StepPlan) -> Bool {
        var copies: [Int: Int32] = [:]
        for sequence in running { if let source = entries[sequence].source { copies[source.page, default: 0] += 1 } }
        let before = account.available
        for sequence in running {
            guard let page = entries[sequence].source?.page, let count = copies[page], account.holders(of: page) <= Int(count) else { continue }
            copies[page] = count - 1
            forgetSource(of: sequence)
            plan.forgotten.append(sequence)
        }
        return account.available > before
    }

    /// Forgets the idle dialogue that was used longest ago.
    mutating func evictOldest(sparing spared: Set<Int> = []) -> Bool {
        guard let oldest = idle.first(where: { !spared.contains($0) }) else { return false }
        evictions += 1
        drop(oldest)
        return true
    }

    /// Takes the pages of a running sequence, which waits in the order of its arrival for others.
    mutating func preempt(_ sequence: Int) {
        preemptions += 1
        Self.leave(&running, sequence)
        Self.leave(&computing, sequence)
        freePages(of: sequence)
        entries[sequence].phase = .waiting
        // Somebody waits for the rest of what it has sampled.
        entries[sequence].passed = Self.patience
        let arrival = entries[sequence].arrival
        waiting.insert(sequence, at: waiting.firstIndex { entries[$0].arrival > arrival } ?? waiting.endIndex)
    }

    /// Puts a sequence where its pages belong; as pages are only ever added, that stays its place.
    private mutating func enter(_ sequence: Int) {
        var position = running.endIndex
        while position > 0, entries[sequence].pages.lexicographicallyPrecedes(entries[running[position - 1]].pages) { position -= 1 }
        running.insert(sequence, at: position)
    }
}
