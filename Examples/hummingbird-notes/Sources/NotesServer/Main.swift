#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@main
enum Main {
  static func main() async {
    let settings: Settings
    do {
      settings = try Settings(CommandLine.arguments.dropFirst())
    } catch {
      print("notes: \((error as? Settings.Mistake)?.message ?? "\(error)")\n\(Settings.usage)")
      exit(64)
    }
    do {
      try await NotesServer(settings: settings).application().runService()
    } catch {
      print("notes: \(error)")
      exit(2)
    }
  }
}
