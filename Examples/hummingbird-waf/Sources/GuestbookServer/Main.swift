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
      print("guestbook: \((error as? Settings.Mistake)?.message ?? "\(error)")\n\(Settings.usage)")
      exit(64)
    }
    do {
      try await GuestbookServer(settings: settings).application().runService()
    } catch {
      print("guestbook: \(error)")
      exit(2)
    }
  }
}
