// SPDX-License-Identifier: Apache-2.0

/// A binary heap that gives its smallest element first.
struct PriorityQueue<Element: Comparable> {
    private var heap: [Element] = []

    init(minimumCapacity: Int = 0) {
        heap.reserveCapacity(minimumCapacity)
    }

    mutating func push(_ element: Element) {
        heap.append(element)
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child] < heap[parent] else { break }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    mutating func pop() -> Element? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        guard !heap.isEmpty else { return first }
        heap[0] = last
        var parent = 0
        while true {
            var smallest = parent
            let left = 2 * parent + 1
            if left < heap.count, heap[left] < heap[smallest] { smallest = left }
            if left + 1 < heap.count, heap[left + 1] < heap[smallest] { smallest = left + 1 }
            guard smallest != parent else { return first }
            heap.swapAt(parent, smallest)
            parent = smallest
        }
    }
}
