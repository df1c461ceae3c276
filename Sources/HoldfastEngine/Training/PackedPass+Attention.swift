// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels

/// Causal attention over packed sequences, in blocks of query rows, so that scores above the diagonal are mostly never computed.
///
/// As in FlashAttention (Dao et al., 2022, algorithms 1 and 4) only the log normaliser of a row is kept and the backward pass computes
/// the probabilities again; unlike there a whole row of scores stands in memory, which sequences of some thousand tokens allow.
extension PackedPass {
    /// Queries `rows` of one head of one sequence, which see the keys of the sequence up to the last of them.
    private struct Block {
        /// First row in the packed batch, and its position in the sequence.
        var row: Int
        var position: Int
        var count: Int
        /// First row of the sequence.
        var start: Int
        var head: Int
        var keys: Int { position + count }
    }

    private func forEachBlock(_ batch: MicroBatch, _ body: (Block) -> Void) {
        for span in batch.spans {
            for head in 0..<model.heads {
                for position in stride(from: 0, to: span.count, by: Activations.queryBlock) {
                    let count = min(Activations.queryBlock, span.count - position)
                    body(Block(row: span.lowerBound + position, position: position, count: count, start: span.lowerBound, head: head))
                }
            }
        }
    }

    private func keyColumn(_ head: Int) -> Int { model.queryWidth + head / model.headsPerGroup * model.headDimension }
    private func valueColumn(_ head: Int) -> Int { keyColumn(head) + model.keyValueWidth }

    func attend(layer a: Activations.Layer, _ batch: MicroBatch) {
        let (wide, dimension, scores) = (model.attentionWidth, model.headDimension, activations.scores.base)
        forEachBlock(batch) { block in
            let sequence = a.queryKeyValue.base + block.start * wide
            MatrixProduct.timesTransposed(
                scores, block.keys, a.queryKeyValue.base + block.row * wide + block.head * dimension, wide, sequence + keyColumn(block.head),
                wide, m: block.count, n: block.keys, k: dimension)
            hf_causal_softmax_forward(
                scores, a.logNormalizer.base + block.head * batch.rows + block.row, block.count, block.keys, block.keys, block.position,
                model.attentionScale)
            MatrixProduct.times(
                a.attended.base + block.row * model.queryWidth + block.head * dimension, model.queryWidth, scores, block.keys,
                sequence + valueColumn(block.head), wide, m: block.count, n: dimension, k: block.keys)
        }
    }

    /// From `down.attended` to `down.queryKeyValue`.
    func attendBackward(layer a: Activations.Layer, _ batch: MicroBatch, _ down: Activations.Gradients) {
        let (wide, dimension) = (model.attentionWidth, model.headDimension)
        let (scores, gradient, inner) = (activations.scores.base, activations.scoreGradients.base, activations.blockInner.base)
        // Keys and values add up over the query heads and blocks that read them.
        down.queryKeyValue.base.update(repeating: 0, count: batch.rows * wide)
        forEachBlock(batch) { block in
            let sequence = a.queryKeyValue.base + block.start * wide
            let sequenceGradient = down.queryKeyValue.base + block.start * wide
            let query = a.queryKeyValue.base + block.row * wide + block.head * dimension
            let output = block.row * model.queryWidth + block.head * dimension
            MatrixProduct.timesTransposed(
                scores, block.keys, query, wide, sequence + keyColumn(block.head), wide, m: block.count, n: block.keys, k: dimension)
            hf_causal_softmax_again(
                scores, a.logNormalizer.base + block.head * batch.rows + block.row, block.count, block.keys, block.keys, block.position,
                model.attentionScale)
            hf_row_dots(
                inner, a.attended.base + output, model.queryWidth, down.attended.base + output, model.queryWidth, block.count, dimension)
            MatrixProduct.timesTransposed(
                gradient, block.keys, down.attended.base + output, model.queryWidth, sequence + valueColumn(block.head), wide,
                m: block.count, n: block.keys, k: dimension)
            MatrixProduct.transposedTimes(
                sequenceGradient + valueColumn(block.head), wide, scores, block.keys, down.attended.base + output, model.queryWidth,
                m: block.keys, n: dimension, k: block.count, adds: true)
            hf_causal_softmax_backward(gradient, scores, inner, block.count, block.keys, block.keys, model.attentionScale)
            MatrixProduct.times(
                down.queryKeyValue.base + block.row * wide + block.head * dimension, wide, gradient, block.keys,
                sequence + keyColumn(block.head), wide, m: block.count, n: dimension, k: block.keys)
            MatrixProduct.transposedTimes(
                sequenceGradient + keyColumn(block.head), wide, gradient, block.keys, query, wide, m: block.keys, n: dimension, k: block.count,
                adds: true)
        }
    }
}
