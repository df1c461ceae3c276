// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels

/// Products of rows with weights in panels, in the panels' precision. One lane's own: it has memory for rows rounded to bfloat16.
///
/// A row's result depends on that row and the weights alone.
final class PanelProduct {
    private var rounded = PairBuffer(count: 0)

    /// c[rows, columns] (+)= a[rows, depth] * panels.
    func multiply(
        _ c: UnsafeMutablePointer<Float>, _ a: UnsafePointer<Float>, _ panels: WeightPanels, _ offset: Int, rows: Int, columns: Int, depth: Int,
        adds: Bool
    ) {
        let right = panels.panels(offset)
        switch panels.precision {
        case .float32:
            hf_float32_product(c, columns, a, depth, 1, right, rows, columns, depth, adds ? 1 : 0)
        case .bfloat16:
            let pairs = (depth + 1) / 2
            PairBuffer.reserve(&rounded, rows * pairs)
            hf_bfloat16_rows(rounded.base, a, depth, rows, depth)
            hf_bfloat16_product(c, columns, rounded.base, pairs, 1, right, rows, columns, depth, adds ? 1 : 0)
        }
    }
}

extension PairBuffer {
    /// Makes room for so many; what was there is lost where that takes new memory.
    static func reserve(_ buffer: inout PairBuffer, _ count: Int) {
        if buffer.count < count { buffer = PairBuffer(count: count) }
    }
}
