// SPDX-License-Identifier: Apache-2.0

extension Generator {
    var statistics: SamplingStatistics {
        var all = counts
        all.preemptions = scheduler.preemptions
        all.evictions = scheduler.evictions
        all.pages = scheduler.account.inUse
        all.peakPages = scheduler.account.highest
        all.pageBytes = pool.pageBytes
        all.pageTokens = KeyValuePage.tokens
        all.live = scheduler.waiting.count + scheduler.running.count
        all.idle = scheduler.idle.count
        all.otherBytes = otherBytes
        return all
    }

    /// What is kept of dialogues beside their pages, by the room that arrays have; headers of objects are left out.
    private var otherBytes: Int {
        var bytes = scheduler.prefixes.bytes + scheduler.entries.capacity * MemoryLayout<Scheduler.Entry>.stride
        for entry in scheduler.entries where entry.phase != .vacant {
            bytes += 4 * entry.tokens.capacity + 8 * (entry.pages.capacity + entry.keys.capacity)
        }
        bytes += seats.capacity * MemoryLayout<Seat?>.stride
        for seat in seats {
            guard let completion = seat?.completion else { continue }
            bytes += completion.record.bytes
            bytes += 4 * completion.sequence.tokens.capacity + 8 * completion.sequence.pointers.capacity
        }
        return bytes
    }
}
