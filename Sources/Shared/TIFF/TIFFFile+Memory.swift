internal import CTIFF
internal import Foundation

extension TIFFFile {
    /// The file that libtiff reads or writes: bytes in memory, and a position.
    final class Memory {
        /// The file's contents.
        var bytes: [UInt8]
        private var position = 0

        /// A file of these bytes.
        init(_ bytes: [UInt8] = []) {
            self.bytes = bytes
        }

        /// Reads at most `count` bytes at the position, and moves it.
        fileprivate func read(into buffer: UnsafeMutableRawPointer, count: Int) -> Int {
            let available = min(count, bytes.count - position)
            guard available > 0 else { return 0 }
            bytes.withUnsafeBytes { buffer.copyMemory(from: $0.baseAddress! + position, byteCount: available) }
            position += available
            return available
        }

        /// Writes `count` bytes at the position, and moves it; a gap before them is filled with 0.
        fileprivate func write(_ buffer: UnsafeRawPointer, count: Int) -> Int {
            guard count > 0 else { return 0 }
            if position > bytes.count {
                bytes.append(contentsOf: repeatElement(0, count: position - bytes.count))
            }
            let replaced = min(count, bytes.count - position)
            if replaced > 0 {
                bytes.withUnsafeMutableBytes {
                    ($0.baseAddress! + position).copyMemory(from: buffer, byteCount: replaced)
                }
            }
            bytes.append(contentsOf: UnsafeRawBufferPointer(start: buffer + replaced, count: count - replaced))
            position += count
            return count
        }

        /// Moves the position as `lseek` does; all ones when it would leave what a file can be.
        fileprivate func seek(_ offset: UInt64, _ origin: CInt) -> UInt64 {
            let base =
                switch origin {
                case SEEK_CUR: position
                case SEEK_END: bytes.count
                default: 0
                }
            let (target, overflow) = base.addingReportingOverflow(Int(Int64(bitPattern: offset)))
            guard !overflow, (0...Int(UInt32.max)).contains(target) else { return .max }
            position = target
            return UInt64(target)
        }

        private static func of(_ client: thandle_t?) -> Memory {
            Unmanaged<Memory>.fromOpaque(client!).takeUnretainedValue()
        }

        /// Opens the file by libtiff in `mode`; it must outlive the handle.
        func open(mode: String, options: OpaquePointer?) -> OpaquePointer? {
            TIFFClientOpenExt(
                "fax", mode, Unmanaged.passUnretained(self).toOpaque(),
                { client, buffer, count in tmsize_t(Memory.of(client).read(into: buffer!, count: Int(count))) },
                { client, buffer, count in tmsize_t(Memory.of(client).write(buffer!, count: Int(count))) },
                { client, offset, origin in Memory.of(client).seek(offset, origin) },
                { _ in 0 },
                { client in UInt64(Memory.of(client).bytes.count) },
                { _, _, _ in 0 },
                { _, _, _ in },
                options)
        }
    }
}
