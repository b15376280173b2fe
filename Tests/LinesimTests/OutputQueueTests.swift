import Testing

@testable import linesim

@Suite struct OutputQueueTests {
    private var queue = OutputQueue()

    @Test mutating func bytesComeOutInOrderAndStayUntilDelivered() {
        #expect(queue.append([1, 2, 3]) == true)
        #expect(queue.append([4, 5]) == true)
        #expect(Array(queue.next(2)) == [1, 2] && Array(queue.next(2)) == [1, 2])
        queue.delivered(2)
        #expect(queue.count == 3)
        #expect(Array(queue.next(100)) == [3, 4, 5])
        queue.delivered(3)
        #expect(queue.count == 0 && queue.next(1).isEmpty)
    }

    @Test mutating func whatGoesBeyondTheCapacityDropsAllThatWaits() {
        #expect(queue.append([UInt8](repeating: 1, count: OutputQueue.capacity)) == true)
        #expect(queue.count == OutputQueue.capacity)
        #expect(queue.append([2]) == false)
        #expect(queue.count == 0)
        #expect(queue.append([3]) == true)
        #expect(Array(queue.next(10)) == [3])
    }

    @Test mutating func theCapacityIsOfWhatWaitsNotOfWhatWent() {
        let piece = [UInt8](0...255)
        var delivered = 0
        #expect(queue.append([UInt8](repeating: 7, count: 300)) == true)
        for _ in 0..<1000 {
            #expect(queue.append(piece) == true)
            queue.delivered(256)
            delivered += 256
            #expect(queue.count == 300)
        }
        // What waits are the last 300 of all that went in.
        let all = [UInt8](repeating: 7, count: 300) + (0..<1000).flatMap { _ in piece }
        #expect(Array(queue.next(300)) == Array(all[delivered..<(delivered + 300)]))
    }

    @Test mutating func everythingCanBeDropped() {
        #expect(queue.append([1, 2, 3]) == true)
        queue.delivered(1)
        queue.removeAll()
        #expect(queue.count == 0)
        #expect(queue.append([9]) == true)
        #expect(Array(queue.next(5)) == [9])
    }
}
