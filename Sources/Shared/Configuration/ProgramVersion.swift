/// The version of the programs. Those of one version belong together.
public enum ProgramVersion {
    /// Major and minor number: the first changes where configuration, header fields or the store's way back do.
    public static let current = "1.0"
}
