// SPDX-License-Identifier: Apache-2.0

/// Which pages of keys and values are in use, and by how many sequences. Pages are numbers from 0; their memory stands elsewhere.
struct PageAccount {
    /// Most pages in use at once.
    let limit: Int
    private var holders: [Int32] = []
    /// Pages that were in use and are free.
    private(set) var spare: [Int] = []

    init(limit: Int) { self.limit = limit }

    /// Pages that at least one sequence holds.
    var inUse: Int { holders.count - spare.count }
    /// Pages that can still be taken.
    var available: Int { limit - inUse }
    /// Pages that were ever in use at once, which is how many have memory.
    var highest: Int { holders.count }

    /// How many sequences hold a page.
    func holders(of page: Int) -> Int { Int(holders[page]) }

    /// A page for one holder, or nil when all are in use. The page given back last comes first: its memory is warm.
    mutating func take() -> Int? {
        if let page = spare.popLast() {
            holders[page] = 1
            return page
        }
        guard holders.count < limit else { return nil }
        holders.append(1)
        return holders.count - 1
    }

    /// One more holder of pages that are in use.
    mutating func retain(_ pages: some Sequence<Int>) { for page in pages { holders[page] += 1 } }

    /// One holder less of each; pages without any are free.
    mutating func release(_ pages: some Sequence<Int>) {
        for page in pages {
            holders[page] -= 1
            if holders[page] == 0 { spare.append(page) }
        }
    }
}
