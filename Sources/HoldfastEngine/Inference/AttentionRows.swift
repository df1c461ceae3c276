// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels

/// The query rows of a pass over cached sequences, and what they see together: tokens that sequences share are read once for all of them.
///
/// One pass's own; memory grows and never shrinks.
struct AttentionRows {
    /// Rows of neighbouring runs, of which the first is `leader`, that begin with the same cached tokens.
    private struct Cluster {
        var leader: Int
        var runs = 1
        var rows: Range<Int>
        var prefix = hf_attention_prefix(pages: 0, tokens: 0, partial: nil)
    }

    private let model: ModelConfiguration
    private var rows: [hf_attention_row] = []
    private var clusters: [Cluster] = []
    /// Runs, and where each begins in the batch, neighbours in the order of their pages.
    private var order: [(run: Int, row: Int)] = []
    private let pages = PageTable()
    private let isHalf: Bool
    private var scratch = FloatBuffer(count: 0)

    init(_ model: ModelConfiguration, pool: KeyValuePool) {
        self.model = model
        isHalf = pool.isHalf
        order.reserveCapacity(CachedPass.capacity)
        clusters.reserveCapacity(CachedPass.capacity)
        rows.reserveCapacity(CachedPass.capacity * model.headsPerGroup)
    }

    /// Lays out the rows of `runs`, whose queries stand in `queryKeyValue` and whose results go to `attended`.
    mutating func gather(_ runs: [CachedRun], queryKeyValue: UnsafePointer<Float>, attended: UnsafeMutablePointer<Float>) {
        sort(runs)
        rows.removeAll(keepingCapacity: true)
        clusters.removeAll(keepingCapacity: true)
        pages.reserve(runs.reduce(0) { $0 + $1.sequence.pointers.count })
        var longest = 0
        for (index, first) in order {
            let run = runs[index]
            let start = rows.count
            let table = pages.append(run.sequence.pointers)
            for (row, position) in zip(first..., run.positions) {
                for head in 0..<model.headsPerGroup {
                    rows.append(
                        hf_attention_row(
                            query: queryKeyValue + row * model.attentionWidth + head * model.headDimension,
                            out: attended + row * model.queryWidth + head * model.headDimension, pages: table, count: position + 1))
                }
            }
            longest = max(longest, run.positions.upperBound)
            join(index, start..<rows.count, runs)
        }
        let paddedDimension = (model.headDimension + 15) / 16 * 16
        let needed = Int(HF_ATTENTION_ROWS) * (paddedDimension + longest + KeyValuePage.tokens)
        if needed > scratch.count { scratch = FloatBuffer(count: 2 * needed) }
    }

    /// Attention of all rows over one key-value head.
    /// - Parameter offset: where the head stands in a page.
    func attend(head: Int, offset: Int) {
        let shift = head * model.headsPerGroup * model.headDimension
        rows.withUnsafeBufferPointer { rows in
            guard let base = rows.baseAddress else { return }
            for cluster in clusters {
                hf_paged_attention(
                    base + cluster.rows.lowerBound, cluster.rows.count, cluster.prefix, isHalf ? 1 : 0, offset, shift, model.headDimension,
                    model.attentionScale, scratch.base)
            }
        }
    }

    /// Adds a run's rows to the last cluster, or begins another one where it would take from what the others have in common.
    private mutating func join(_ run: Int, _ added: Range<Int>, _ runs: [CachedRun]) {
        guard let last = clusters.last, var prefix = runs[run].prefix(with: runs[last.leader]),
            last.runs == 1 || (prefix.pages == last.prefix.pages && prefix.partial == last.prefix.partial)
        else {
            clusters.append(Cluster(leader: run, rows: added))
            return
        }
        if last.runs > 1 { prefix.tokens = min(prefix.tokens, last.prefix.tokens) }
        clusters[clusters.count - 1] = Cluster(
            leader: last.leader, runs: last.runs + 1, rows: last.rows.lowerBound..<added.upperBound, prefix: prefix)
    }

    /// By insertion, which allocates nothing and has little to do: runs come in nearly the same order at every step.
    private mutating func sort(_ runs: [CachedRun]) {
        order.removeAll(keepingCapacity: true)
        var row = 0
        for (index, run) in runs.enumerated() {
            var place = order.count
            order.append((index, row))
            row += run.positions.count
            while place > 0, run.sequence.precedes(runs[order[place - 1].run].sequence) {
                order.swapAt(place, place - 1)
                place -= 1
            }
        }
    }
}

extension CachedRun {
    /// The cached tokens that the positions of both runs follow and that stand in the same memory; nil for none.
    fileprivate func prefix(with other: CachedRun) -> hf_attention_prefix? {
        let most = min(positions.lowerBound, other.positions.lowerBound)
        let (own, others) = (sequence.pointers, other.sequence.pointers)
        var pages = 0
        while (pages + 1) * KeyValuePage.tokens <= most, own[pages] == others[pages] { pages += 1 }
        var prefix = hf_attention_prefix(pages: pages, tokens: 0, partial: nil)
        let left = most - pages * KeyValuePage.tokens
        if left > 0, left < KeyValuePage.tokens || own[pages] != others[pages] {
            let (source, otherSource) = (sequence.source(ofPage: pages), other.sequence.source(ofPage: pages))
            if source.base == otherSource.base {
                prefix.tokens = min(left, source.tokens, otherSource.tokens)
                prefix.partial = source.base
            }
        }
        return prefix.pages > 0 || prefix.tokens > 0 ? prefix : nil
    }
}

extension CachedSequence {
    /// An order in which sequences that share pages are neighbours.
    fileprivate func precedes(_ other: CachedSequence) -> Bool { pointers.lexicographicallyPrecedes(other.pointers) }
}

/// Addresses of pages, of one sequence after another, that stay where they are until the next `reserve`.
private final class PageTable {
    private var base: UnsafeMutablePointer<UnsafePointer<Float>>
    private var capacity = 0
    private var count = 0

    init() { base = .allocate(capacity: 0) }

    deinit { base.deallocate() }

    /// Forgets everything and makes room.
    func reserve(_ needed: Int) {
        count = 0
        guard needed > capacity else { return }
        base.deallocate()
        capacity = 2 * needed
        base = .allocate(capacity: capacity)
    }

    /// - Returns: where the addresses of the sequence begin.
    func append(_ addresses: [UnsafePointer<Float>]) -> UnsafePointer<UnsafePointer<Float>> {
        let start = base + count
        start.initialize(from: addresses, count: addresses.count)
        count += addresses.count
        return UnsafePointer(start)
    }
}
