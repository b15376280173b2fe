/// A second, plain reading of TIFF 6.0 §2: what the file says, without libtiff.
enum RawDirectory {
    /// The values of each BYTE, ASCII, SHORT and LONG field of a little-endian file's directory, page from 0.
    static func fields(of file: [UInt8], page: Int) -> [Int: [Int]] {
        func number(_ offset: Int, _ count: Int) -> Int {
            (0..<count).reduce(0) { $0 | Int(file[offset + $1]) << (8 * $1) }
        }
        var directory = number(4, 4)
        for _ in 0..<page { directory = number(directory + 2 + 12 * number(directory, 2), 4) }
        var fields: [Int: [Int]] = [:]
        for entry in 0..<number(directory, 2) {
            let offset = directory + 2 + 12 * entry
            guard let size = [1: 1, 2: 1, 3: 2, 4: 4][number(offset + 2, 2)] else { continue }
            let count = number(offset + 4, 4)
            let start = count * size <= 4 ? offset + 8 : number(offset + 8, 4)
            fields[number(offset, 2)] = (0..<count).map { number(start + $0 * size, size) }
        }
        return fields
    }
}
