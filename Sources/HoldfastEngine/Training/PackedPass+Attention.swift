// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels

/// Causal attention over packed sequences, in blocks of query rows, so that scores above the diagonal are mostly never computed.
///
/// As in FlashAttention (Dao et al., 2022, algorithms 1 and 4) only the log normaliser of a row is kept and the backward pass computes
/// the probabilities again; unlike there a whole row of scores stands in memory, which sequences of some thousand tokens allow.
extension PackedPass {
    /// Queries of one head of one sequence, which see the keys of the sequence up to the last of them.
    private struct Block {
        /// First row in the packed batch, and its position in the sequence.
        var row: Int
        var position: Int
        var count: Int
        var head: Int
        var keys: Int { position + count }
        /// Where the keys stand: packed rows, and the column of scores of the first of them.
        var pieces: [(rows: Range<Int>, column: Int)]
    }

    private func forEachBlock(_ batch: MicroBatch, _ body: (Block) -> Void) {
        for segment in batch.segments {
            for offset in stride(from: 0, to: segment.own.count, by: Activations.queryBlock) {
                let count = min(Activations.queryBlock, segment.own.count - offset)
                let position = segment.contextCount + offset
                var column = 0
                let pieces = segment.rows(position + count).map { rows in
                    defer { column += rows.count }
                    return (rows: rows, column: column)
                }
                for head in 0..<model.heads {
                    body(Block(row: segment.own.lowerBound + offset, position: position, count: count, head: head, pieces: pieces))
                }
            }
        }
    }

    private func keyColumn(_ head: Int) -> Int { model.queryWidth + head / model.headsPerGroup * model.headDimension }
    private func valueColumn(_ head: Int) -> Int { keyColumn(head) + model.keyValueWidth }

    func attend(layer a: Activations.Layer, _ batch: MicroBatch) {
        let (wide, dimension, scores) = (model.attentionWidth, model.headDimension, activations.scores.base)
        forEachBlock(batch) { block in
            let query = a.queryKeyValue.base + block.row * wide + block.head * dimension
            for (rows, column) in block.pieces {
                product.timesTransposed(
                    scores + column, block.keys, query, wide, a.queryKeyValue.base + rows.lowerBound * wide + keyColumn(block.head), wide,
                    m: block.count, n: rows.count, k: dimension)
            }
            hf_causal_softmax_forward(
                scores, a.logNormalizer.base + block.head * batch.rows + block.row, block.count, block.keys, block.keys, block.position,
                model.attentionScale)
            for (rows, column) in block.pieces {
                product.times(
                    a.attended.base + block.row * model.queryWidth + block.head * dimension, model.queryWidth, scores + column, block.keys,
                    a.queryKeyValue.base + rows.lowerBound * wide + valueColumn(block.head), wide, m: block.count, n: dimension,
                    k: rows.count, adds: column > 0)
            }
        }
    }

    /// From `down.attended` to `down.queryKeyValue`.
    func attendBackward(layer a: Activations.Layer, _ batch: MicroBatch, _ down: Activations.Shared) {
        let (wide, dimension) = (model.attentionWidth, model.headDimension)
        let (scores, gradient, inner) = (activations.scores.base, activations.scoreGradients.base, activations.blockInner.base)
        // Keys and values add up over the query heads, blocks and sequences that read them.
        down.queryKeyValue.base.update(repeating: 0, count: batch.rows * wide)
        forEachBlock(batch) { block in
            let query = a.queryKeyValue.base + block.row * wide + block.head * dimension
            let output = block.row * model.queryWidth + block.head * dimension
            for (rows, column) in block.pieces {
                let keys = rows.lowerBound * wide + keyColumn(block.head)
                product.timesTransposed(
                    scores + column, block.keys, query, wide, a.queryKeyValue.base + keys, wide, m: block.count, n: rows.count, k: dimension)
            }
            hf_causal_softmax_again(
                scores, a.logNormalizer.base + block.head * batch.rows + block.row, block.count, block.keys, block.keys, block.position,
                model.attentionScale)
            hf_row_dots(
                inner, a.attended.base + output, model.queryWidth, down.attended.base + output, model.queryWidth, block.count, dimension)
            for (rows, column) in block.pieces {
                let values = rows.lowerBound * wide + valueColumn(block.head)
                product.timesTransposed(
                    gradient + column, block.keys, down.attended.base + output, model.queryWidth, a.queryKeyValue.base + values, wide,
                    m: block.count, n: rows.count, k: dimension)
                product.transposedTimes(
                    down.queryKeyValue.base + values, wide, scores + column, block.keys, down.attended.base + output, model.queryWidth,
                    m: rows.count, n: dimension, k: block.count, adds: true)
            }
            hf_causal_softmax_backward(gradient, scores, inner, block.count, block.keys, block.keys, model.attentionScale)
            for (rows, column) in block.pieces {
                let keys = rows.lowerBound * wide + keyColumn(block.head)
                product.times(
                    down.queryKeyValue.base + block.row * wide + block.head * dimension, wide, gradient + column, block.keys,
                    a.queryKeyValue.base + keys, wide, m: block.count, n: dimension, k: rows.count, adds: column > 0)
                product.transposedTimes(
                    down.queryKeyValue.base + keys, wide, gradient + column, block.keys, query, wide, m: rows.count, n: dimension,
                    k: block.count, adds: true)
            }
        }
    }
}
