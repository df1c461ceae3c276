// SPDX-License-Identifier: Apache-2.0

/// What an embedded server's sampler has done so far, and what its cache holds.
public struct SamplingStatistics: Hashable, Sendable {
    /// Passes through the model.
    public var steps = 0
    /// Rows of all passes: prompt tokens and decoded tokens, those computed again among them.
    public var rows = 0
    /// Tokens drawn; over `steps`, the completions that a step served on average.
    public var sampled = 0
    /// How often a running completion lost its pages to older ones, and had them computed again later.
    public var preemptions = 0
    /// How often an idle dialogue's keys and values were forgotten for want of pages.
    public var evictions = 0
    /// Pages of keys and values in use now.
    public var pages = 0
    /// The most pages that were in use at once.
    public var peakPages = 0
    /// Bytes of one page.
    public var pageBytes = 0
    /// Tokens whose keys and values one page holds.
    public var pageTokens = 0
    /// Completions that run or wait now.
    public var live = 0
    /// Dialogues between two requests whose pages are kept.
    public var idle = 0
    /// Bytes of everything that is kept of all these beside their pages: tokens, log-probabilities, numbers and addresses of pages.
    public var otherBytes = 0
}
