import VectorData

extension ExplorerState {
  /// Has the folders read.
  mutating func scan() -> [Effect] {
    [
      .scan(
        jobs.start(.scan, title: "look for data and indexes", at: seconds), prefix: index?.prefix)
    ]
  }

  /// Does what a key of the Library says.
  mutating func perform(_ action: LibraryAction) -> [Effect] {
    if action == .rescan { return scan() }
    guard let entry = library.selected else { return [] }
    switch (action, entry) {
    case (.openEntry, .index(let listing)):
      return openIndex(prefix: listing.prefix, elementType: nil)
    case (.openEntry, .dataSet(let listing)), (.buildEntry, .dataSet(let listing)):
      return fillForm(from: listing)
    case (.buildEntry, .index(let listing)): return fillForm(again: listing)
    case (.verifyEntry, .index(let listing)):
      let title = "verify \(listing.name)"
      record(.began, title)
      return [.verify(jobs.start(.verify, title: title, at: seconds), prefix: listing.prefix)]
    case (.deleteEntry, .index(let listing)):
      overlay = .confirmation(.delete(prefix: listing.prefix))
      return []
    default: return []
    }
  }

  /// Has an index opened; the Search screen comes when it is.
  mutating func openIndex(
    prefix: String, elementType: ElementType? = nil, queries: QueryFiles? = nil
  ) -> [Effect] {
    record(.began, "open \(prefix)")
    restoring = nil
    openingQueries = queries
    let job = jobs.start(.open, title: "open \(prefix)", at: seconds)
    return [.open(job, prefix: prefix, elementType: elementType, queries: queries)]
  }

  /// Has the files of an index deleted.
  mutating func deleteIndex(prefix: String) -> [Effect] {
    if index?.prefix == prefix { closeIndex() }
    record(.began, "delete \(prefix)")
    return [.delete(jobs.start(.delete, title: "delete \(prefix)", at: seconds), prefix: prefix)]
  }

  private mutating func closeIndex() {
    index = nil
    search = SearchState()
  }

  private mutating func fillForm(from listing: DataSetListing) -> [Effect] {
    if let fault = listing.fault {
      overlay = .failure(title: "This data set cannot be used", message: fault)
      return []
    }
    build.fill(from: listing)
    screen = .build
    return estimate()
  }

  /// The form with the parameters of an index, to build it again with others.
  private mutating func fillForm(again listing: IndexListing) -> [Effect] {
    let data = library.entries.lazy.compactMap { entry -> DataSetListing? in
      guard case .dataSet(let data) = entry else { return nil }
      return data.indexPrefix == listing.prefix || data.basePath == listing.dataPath ? data : nil
    }.first
    if let data { build.fill(from: data) }
    build.texts[.output] = listing.prefix
    if let path = listing.dataPath, data == nil {
      build.source = nil
      build.texts[.data] = path
    }
    if let degree = listing.maxDegree { build.texts[.maxDegree] = "\(degree)" }
    if let size = listing.buildListSize { build.texts[.searchListSize] = "\(size)" }
    if let alpha = listing.alpha { build.texts[.alpha] = "\(alpha)" }
    if let bytes = listing.pqBytes { build.texts[.pqBytes] = "\(bytes)" }
    if let seed = listing.seed { build.texts[.seed] = "\(seed)" }
    screen = .build
    return estimate()
  }

  /// Takes in what the folders hold; on the first start that begins the build of the first sample.
  mutating func takeScan(_ entries: [LibraryEntry]) -> [Effect] {
    let selected = library.selected?.path
    let isFirst = !library.isScanned
    let verified = Set(library.entries.compactMap(\.verifiedPrefix))
    library.entries = entries.map { $0.keepingHealth(verified: verified) }
    library.isScanned = true
    let firstIndex = entries.firstIndex { if case .index = $0 { true } else { false } }
    let wanted = library.wantedPrefix ?? selected
    let wantedPlace = entries.lastIndex { $0.path == wanted }
    library.wantedPrefix = nil
    library.place.select(
      wantedPlace ?? (isFirst ? firstIndex : nil) ?? library.place.selected)
    guard isFirst, buildsFirstIndex, firstIndex == nil, index == nil, jobs[.open] == nil,
      case .dataSet(let sample) = entries.first, sample.fault == nil
    else { return [] }
    build.fill(from: sample)
    build.opensWhenDone = true
    screen = .build
    return startBuild()
  }
}

extension LibraryEntry {
  fileprivate var verifiedPrefix: String? {
    guard case .index(let listing) = self, listing.health == .verified else { return nil }
    return listing.prefix
  }

  /// The entry, still marked as verified if it was.
  fileprivate func keepingHealth(verified: Set<String>) -> LibraryEntry {
    guard case .index(var listing) = self, listing.health == .complete,
      verified.contains(listing.prefix)
    else { return self }
    listing.health = .verified
    return .index(listing)
  }
}
