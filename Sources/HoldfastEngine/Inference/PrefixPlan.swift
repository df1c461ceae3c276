// SPDX-License-Identifier: Apache-2.0

/// Which prompts of one call compute a prefix for others: members of a group share their prompt, and it is computed once.
struct PrefixPlan {
    /// Where a prompt's first tokens come from.
    enum Source: Equatable {
        /// The first tokens are in the request's own session, possibly none of them.
        case session(length: Int)
        /// The first tokens are computed by another request of the call, which has a `session` source itself.
        case request(Int, length: Int)
    }

    /// A shared prefix shorter than this many tokens is computed again rather than waited for.
    static let leastShared = 16

    let sources: [Source]

    /// - Parameter cached: per prompt, how many of its first tokens its session holds.
    init(prompts: [[Int32]], cached: [Int]) {
        var sources: [Source] = []
        // Only prompts that begin alike can share enough, which keeps large calls from comparing every pair.
        var roots: [ArraySlice<Int32>: [Int]] = [:]
        for (index, prompt) in prompts.enumerated() {
            var best = Source.session(length: cached[index])
            var longest = cached[index] + Self.leastShared - 1
            let beginning = prompt.prefix(Self.leastShared)
            for root in roots[beginning] ?? [] where longest < prompt.count - 1 && longest < prompts[root].count {
                guard prompts[root][longest] == prompt[longest] else { continue }
                // The last token of a prompt is always computed: its logits are what the first draw comes from.
                let length = min(prompts[root].commonPrefix(with: prompt), prompt.count - 1)
                guard length > longest else { continue }
                longest = length
                best = .request(root, length: length)
            }
            if case .session = best, beginning.count == Self.leastShared { roots[beginning, default: []].append(index) }
            sources.append(best)
        }
        self.sources = sources
    }
}
