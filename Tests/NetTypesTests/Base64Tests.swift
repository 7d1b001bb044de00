import NetTypes
import Testing

struct Base64Tests {
    // RFC 4648 §10, and the two digits that are no letters.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"), ("~~>~~?", "fn4+fn4/"),
    ])
    func `the vectors of RFC 4648 are written and read`(text: String, code: String) {
        #expect(Base64.text(Array(text.utf8)) == code)
        #expect(Base64.octets(code) == Array(text.utf8))
    }

    @Test func `every octet in every place comes back`() {
        for count in 0...4 {
            for octet in UInt8.min...UInt8.max {
                let octets = [UInt8](repeating: octet, count: count)
                #expect(Base64.octets(Base64.text(octets)) == octets)
            }
        }
    }

    @Test(arguments: [
        "Z", "Zg", "Zg=", "Zg===", "=", "==", "====", "Zm9v=", "Zm9v====", "Zm=v", "Z===", "Zg==Zg==",
        // Other spellings of `f` and `fo`.
        "Zh==", "Zm9=",
        " Zg==", "Zg==\n", "Zm9v\n", "Zm 9", "Zm-_", "Zm9\0", "Zm9ü", "Zm9v\r\nZm9v",
    ])
    func `any other spelling is refused`(text: String) {
        #expect(Base64.octets(text) == nil)
    }
}
