import Testing

@testable import T30

@Suite("Scripted calls")
struct ScriptedCallTests {
    @Test(arguments: CallScript.all)
    func goesAsItsScriptSays(_ script: CallScript) {
        _ = script.play()
    }
}
