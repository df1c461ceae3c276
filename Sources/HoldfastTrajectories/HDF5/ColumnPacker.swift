// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Foundation
import Synchronization

/// Shuffles and deflates columns, outside of libhdf5, which would do it under its lock and on one core.
enum ColumnPacker {
    /// Less than this is packed before a second thread has begun.
    private static let worthThreads = 1 << 18

    private struct Task {
        var column: Int
        var chunk: Int
        var bytes: Int
    }

    /// Packs columns on so many threads; the bytes do not depend on how many.
    static func pack(_ columns: [any UnpackedColumn], threads: Int = ProcessInfo.processInfo.activeProcessorCount) -> [PackedColumn] {
        let tasks = columns.enumerated().flatMap { number, column in
            (0..<PackedColumn.chunkCount(of: column.count)).map {
                Task(column: number, chunk: $0, bytes: PackedColumn.chunkLength(of: column.count) * column.elementSize)
            }
        }.sorted { $0.bytes > $1.bytes }
        let packed = Mutex(
            columns.map { column in
                let empty = PackedColumn.Chunk(bytes: [], isDeflated: false)
                return PackedColumn(
                    path: column.path, type: column.type, count: column.count,
                    chunks: Array(repeating: empty, count: PackedColumn.chunkCount(of: column.count)))
            })
        let next = Atomic(0)
        let total = tasks.reduce(0) { $0 + $1.bytes }
        // The largest come first, so that no thread begins one when the others are done.
        DispatchQueue.concurrentPerform(iterations: total < worthThreads ? 1 : max(1, min(threads, tasks.count))) { _ in
            let deflater = Deflater(longest: tasks.first?.bytes ?? 0)
            while true {
                let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard number < tasks.count else { return }
                let task = tasks[number]
                let chunk = deflater.chunk(task.chunk, of: columns[task.column], bytes: task.bytes)
                packed.withLock { $0[task.column].chunks[task.chunk] = chunk }
            }
        }
        return packed.withLock { $0 }
    }
}
