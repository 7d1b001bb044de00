import NetTypes

/// Calendar times as HTTP writes them: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7).
public enum HTTPDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    /// 9999-12-31T23:59:59Z; the form has room for four digits of the year.
    private static let latest: Int64 = 253_402_300_799

    /// The text for seconds since 1970-01-01T00:00:00Z.
    ///
    /// Times outside the years 1970 to 9999 are brought into them.
    public static func text(unixTime: Int64) -> String {
        var text: [UInt8] = []
        write(unixTime: unixTime, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Writes the text behind other octets.
    static func write(unixTime: Int64, to text: inout [UInt8]) {
        let seconds = min(max(0, unixTime), latest)
        let (day, second) = (seconds / 86_400, seconds % 86_400)
        let (year, month, dayOfMonth) = civil(day: day)
        text += days[Int(day % 7)].utf8
        text += ", ".utf8
        write(dayOfMonth, digits: 2, to: &text)
        text.append(UInt8(ascii: " "))
        text += months[Int(month) - 1].utf8
        text.append(UInt8(ascii: " "))
        write(year, digits: 4, to: &text)
        text.append(UInt8(ascii: " "))
        write(second / 3600, digits: 2, to: &text)
        text.append(UInt8(ascii: ":"))
        write(second / 60 % 60, digits: 2, to: &text)
        text.append(UInt8(ascii: ":"))
        write(second % 60, digits: 2, to: &text)
        text += " GMT".utf8
    }

    /// The seconds since 1970-01-01T00:00:00Z, or nil for anything but the preferred form.
    ///
    /// The two obsolete forms are not read: a condition that is not understood is ignored, which is safe.
    public static func unixTime(_ text: some StringProtocol) -> Int64? {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 6, words[5] == "GMT", let month = months.firstIndex(of: String(words[2])),
            let dayOfMonth = number(words[1], digits: 2), let year = number(words[3], digits: 4)
        else { return nil }
        let clock = words[4].split(separator: ":", omittingEmptySubsequences: false)
            .compactMap { number($0, digits: 2) }
        guard clock.count == 3, clock[0] < 24, clock[1] < 60, clock[2] < 60, (1...31).contains(dayOfMonth)
        else {
            return nil
        }
        let seconds =
            day(year: year, month: Int64(month) + 1, dayOfMonth: dayOfMonth) * 86_400
            + clock[0] * 3600 + clock[1] * 60 + clock[2]
        // Writing it again finds days that do not exist and weekdays that do not fit.
        return Self.text(unixTime: seconds) == text ? seconds : nil
    }

    private static func number(_ text: some StringProtocol, digits: Int) -> Int64? {
        guard text.utf8.count == digits,
            text.utf8.allSatisfy(\.isASCIIDigit)
        else { return nil }
        return Int64(text)
    }

    private static func write(_ number: Int64, digits: Int, to text: inout [UInt8]) {
        var unit: Int64 = digits == 2 ? 10 : 1000
        while unit > 0 {
            text.append(UInt8(ascii: "0") + UInt8(number / unit % 10))
            unit /= 10
        }
    }

    // The Gregorian calendar repeats every 400 years = 146,097 days. Years are counted from March, so that
    // the leap day is the last of its year and months have a regular pattern of 153 days in five.

    private static func civil(day: Int64) -> (year: Int64, month: Int64, dayOfMonth: Int64) {
        let shifted = day + 719_468
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = shifted / 146_097 * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }

    private static func day(year: Int64, month: Int64, dayOfMonth: Int64) -> Int64 {
        let yearFromMarch = month <= 2 ? year - 1 : year
        let era = (yearFromMarch >= 0 ? yearFromMarch : yearFromMarch - 399) / 400
        let yearOfEra = yearFromMarch - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + dayOfMonth - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
