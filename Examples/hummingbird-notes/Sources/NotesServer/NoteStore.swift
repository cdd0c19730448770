import Hummingbird

struct Note: Codable, Sendable, ResponseEncodable {
  let id: Int
  let author: String
  let text: String
}

/// Notes and sessions, in memory: what an application would keep in a database.
actor NoteStore {
  private(set) var notes: [Note] = []
  private var sessions: [String: String] = [:]
  private var nextID = 1
  private static let longest = 1000

  func add(_ text: String, by author: String) throws -> Note {
    guard !text.isEmpty, text.count <= Self.longest, notes.count < 1000 else {
      throw HTTPError(.unprocessableContent, message: "a note has 1 to \(Self.longest) characters")
    }
    let note = Note(id: nextID, author: author, text: text)
    nextID += 1
    notes.append(note)
    return note
  }

  func remove(_ id: Int, by author: String) throws {
    guard let index = notes.firstIndex(where: { $0.id == id && $0.author == author }) else {
      throw HTTPError(.notFound)
    }
    notes.remove(at: index)
  }

  func startSession(of user: String) -> String {
    let id = (0..<4).map { _ in String(UInt64.random(in: .min ... .max), radix: 16) }.joined()
    sessions[id] = user
    return id
  }

  func endSession(_ id: String) {
    sessions[id] = nil
  }

  func user(of session: String) -> String? {
    sessions[session]
  }
}
