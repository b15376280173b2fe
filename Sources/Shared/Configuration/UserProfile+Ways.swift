public import FaxModel

extension UserProfile {
    /// The way of a fax by this profile; `nil` where the profile leaves it to others, because it has not come whole.
    ///
    /// - Parameter isComplete: whether all of it has come.
    public func way(ofComplete isComplete: Bool) -> ReceivedFaxRoute? {
        guard !isComplete else { return route }
        switch incomplete {
        case .mail: return route
        case .notice: return route.withoutPages
        case .default: return nil
        }
    }

    /// The way of the mail to those who are told of a fax, and get nothing of it; `nil` where there is none.
    ///
    /// - Parameter isComplete: whether all of the fax has come.
    public func noticeWay(ofComplete isComplete: Bool) -> ReceivedFaxRoute? {
        guard !notices.isEmpty, way(ofComplete: isComplete) != nil else { return nil }
        var notice = route.withoutPages
        // They are told of the same fax, and not of each other.
        (notice.to, notice.cc, notice.bcc) = ([], [], notices)
        return notice
    }
}

extension ReceivedFaxRoute {
    /// The same way of a mail that brings no pages.
    fileprivate var withoutPages: ReceivedFaxRoute {
        var route = self
        (route.attachment, route.hasPreview) = (.none, false)
        return route
    }
}
