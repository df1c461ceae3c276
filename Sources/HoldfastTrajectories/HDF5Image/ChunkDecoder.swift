// SPDX-License-Identifier: Apache-2.0
import CDeflate
import HoldfastCore

/// Undoes the filters of chunks.
struct ChunkDecoder: ~Copyable {
    private let filters: [ChunkFilter]
    private let elementSize: Int
    private let chunkLength: Int
    private let path: String
    private let inflater = Inflater()

    init(filters: [ChunkFilter], elementSize: Int, chunkLength: Int, path: String) {
        self.filters = filters
        self.elementSize = elementSize
        self.chunkLength = chunkLength
        self.path = path
    }

    /// Fills the target, which is at most as long as a chunk, with the first elements of one.
    func decode(_ stored: ArraySlice<UInt8>, skipping skipped: Int, into target: UnsafeMutableRawBufferPointer) throws {
        var bytes = stored
        var isShuffled = false
        for (number, filter) in filters.enumerated().reversed() where skipped & (1 << number) == 0 {
            switch filter {
            case .deflate:
                guard !isShuffled, let inflated = inflater.inflate(bytes, to: chunkLength * elementSize) else { throw damage }
                bytes = inflated[...]
            case .shuffle:
                guard !isShuffled else { throw damage }
                isShuffled = true
            }
        }
        guard bytes.count == chunkLength * elementSize, target.count <= bytes.count else { throw damage }
        if isShuffled { bytes.withUnsafeBytes { unshuffle($0, into: target) } } else { target.copyBytes(from: bytes.prefix(target.count)) }
    }

    /// The first bytes of all elements come first, then the second ones, and so on.
    private func unshuffle(_ bytes: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) {
        switch elementSize {
        case 1: target.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<target.count]))
        case 4: Self.gather(bytes, chunkLength, into: target.bindMemory(to: UInt32.self))
        default: Self.gather(bytes, chunkLength, into: target.bindMemory(to: UInt64.self))
        }
    }

    private static func gather<Word: FixedWidthInteger>(_ bytes: UnsafeRawBufferPointer, _ length: Int, into words: UnsafeMutableBufferPointer<Word>)
    {
        for element in words.indices {
            var word: Word = 0
            for place in 0..<MemoryLayout<Word>.size { word |= Word(truncatingIfNeeded: bytes[place * length + element]) << Word(8 * place) }
            words[element] = word
        }
    }

    private var damage: HoldfastError { HoldfastError(.format, "the file is damaged: a chunk of column \(path) cannot be decompressed") }
}

/// The library's working memory for decompression, owned.
struct Inflater: ~Copyable {
    private let state = libdeflate_alloc_decompressor()

    deinit { libdeflate_free_decompressor(state) }

    /// Decompresses what must become exactly so many bytes; nil where it does not.
    func inflate(_ bytes: ArraySlice<UInt8>, to count: Int) -> [UInt8]? {
        guard let state else { return nil }
        var result = LIBDEFLATE_BAD_DATA
        let inflated = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            result = bytes.withUnsafeBytes { libdeflate_zlib_decompress(state, $0.baseAddress, $0.count, buffer.baseAddress, count, nil) }
            filled = result == LIBDEFLATE_SUCCESS ? count : 0
        }
        return result == LIBDEFLATE_SUCCESS ? inflated : nil
    }
}
