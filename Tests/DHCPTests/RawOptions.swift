/// The options area of a payload, walked without the code under test: every piece in order, and what follows END.
struct RawOptions {
    var pieces: [(code: UInt8, value: [UInt8])] = []
    var afterEnd: [UInt8]?

    init(of payload: [UInt8]) {
        var index = 240
        while index < payload.count {
            let code = payload[index]
            if code == 255 {
                afterEnd = Array(payload[(index + 1)...])
                return
            }
            if code == 0 {
                index += 1
                continue
            }
            guard index + 1 < payload.count, index + 2 + Int(payload[index + 1]) <= payload.count else {
                return
            }
            let end = index + 2 + Int(payload[index + 1])
            pieces.append((code, Array(payload[(index + 2)..<end])))
            index = end
        }
    }

    /// The pieces by tag, as text that compares and prints.
    var byCode: [String] { pieces.map { "\($0.code)=\($0.value)" }.sorted() }
}
