// SPDX-License-Identifier: Apache-2.0
import CDeflate

/// The library's working memory for compression, and room for one chunk; owned.
struct Deflater: ~Copyable {
    /// docs/performance.md has the measurements behind it.
    static let level = 6

    private let state = libdeflate_alloc_compressor(Int32(Deflater.level))
    private let plain: UnsafeMutableRawBufferPointer
    private let deflated: UnsafeMutableRawBufferPointer

    /// - Parameter longest: bytes of the longest chunk.
    init(longest: Int) {
        plain = .allocate(byteCount: longest, alignment: 16)
        deflated = .allocate(byteCount: longest, alignment: 16)
    }

    deinit {
        libdeflate_free_compressor(state)
        plain.deallocate()
        deflated.deallocate()
    }

    /// One chunk of a column.
    /// - Parameter bytes: its length before it is deflated.
    func chunk(_ number: Int, of column: some UnpackedColumn, bytes: Int) -> PackedColumn.Chunk {
        let plain = UnsafeMutableRawBufferPointer(rebasing: plain[..<bytes])
        column.shuffle(from: number * PackedColumn.longestChunk, into: plain)
        // Nothing comes back where the result would not be shorter than what it is made of.
        let length = state.map { libdeflate_zlib_compress($0, plain.baseAddress, bytes, deflated.baseAddress, bytes - 1) } ?? 0
        return length > 0 ? .init(bytes: Array(deflated[..<length]), isDeflated: true) : .init(bytes: Array(plain), isDeflated: false)
    }
}
