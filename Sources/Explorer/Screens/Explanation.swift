/// What each screen is about, in plain words.
enum Explanation {
  /// The text of a screen.
  static func text(of screen: ScreenID) -> String {
    switch screen {
    case .library: library
    case .build: build
    case .search: search
    case .node: node
    case .prune: prune
    case .sweep: sweep
    case .disk: disk
    case .log: log
    case .learn: learn
    case .points: points
    case .film: film
    }
  }

  private static let learn = """
    A lesson takes five to ten minutes. It opens an index of the sample data (the first time it builds \
    it), shows something on the screens of the explorer, asks what will happen, and then lets the \
    engine do it. Predict before you look: what surprises stays.

    Space goes on, an arrow to the left goes back, a to d is a prediction. x gives all keys back to \
    the explorer, to try what you like; ; comes back to where the lesson stood. Esc ends it.
    """

  private static let library = """
    An index makes it possible to find the nearest neighbours of a vector without comparing it \
    with every other one. This page lists the data an index can be built from and the indexes \
    that were found: the sample data, your cache folder, the folder of the index given on the \
    command line, and the current folder.

    R is the largest number of links a node may have. L is how many candidates the build kept \
    while it looked for them. Alpha above 1 keeps some long links, which make few hops suffice. \
    PQ B is the size of the sketch of each vector that stays in memory. "complete" means that \
    all files are there and fit each other; v reads every byte.
    """

  private static let build = """
    A build turns vectors into a graph on disk, in four steps. It learns a sketch (product \
    quantization): each vector is cut into pieces, each piece is replaced by the number of the \
    most similar of 256 typical pieces. Then it encodes all vectors so. Then it links the graph \
    (Vamana): every node searches for itself among the others, and of the nodes it met keeps at \
    most R, leaving out those that a kept one already leads to. At last it writes each node with \
    its whole vector and its links into sectors of the index file.

    A larger R or L gives better answers and takes longer; more PQ bytes cost memory and save \
    reads. With bytes for build PQ the graph is linked over such sketches in the place of vectors, \
    which saves memory while it is built. The estimate is measured on this machine. The same seed \
    gives the same bytes.
    """

  private static let search = """
    The graph lies on the SSD; in memory are only short sketches of the vectors (PQ codes). The \
    search keeps a list of the L best candidates by their sketch. In each hop it reads the W \
    best that have not been read yet. A read brings the whole vector, so the exact distance is \
    known at last, and the links, whose ends are ranked by sketch and put in the list if they \
    are good enough. When nothing in the list is unread the search ends, and the K nearest by \
    exact distance are the answer.

    Cache hits cost nothing, an SSD read costs its microseconds: hops and reads make up the time \
    of a search. A larger L misses less and reads more; a larger W takes fewer hops but may read \
    nodes in vain. "true" marks the real nearest neighbours, found by comparing everything.

    A true neighbour is missed if no node that was read links to it, or if its sketch was so \
    wrong that it fell out of the list. At the end w tells which, and the smallest L and W that \
    would have found it: the program searches again with all of them.

    d puts a second setting beside this one and marks the hop in which the two part. m shows the \
    map: the data in the plane in which they spread most, and the way that the search takes.

    :navigation, :pages, :vectors, :pipelined, :width and :stop make a search read less. Those \
    that are on stand in the title; each hop says which reads they saved or caused, since the engine \
    runs the same search without each of them too.
    """

  private static let node = """
    An index on disk is a graph. In the middle stands one node, at the right the nodes that it \
    points to, at the left those that point to it: the file does not say who does, so all of it \
    is read once. "apart" is the squared L2 between the two vectors, "to query" the exact \
    distance to the query of the Search screen, "hop" the hop in which the search read the node.

    Enter goes to the node under the marker, so you walk the graph as a search does. A greedy \
    search always goes on to the neighbour nearest to the query (green) and is stuck where none \
    is nearer. The real one keeps a list of L candidates to get over that: compare your steps \
    with what it read, at the lower right.

    Out-degree is at most R, so that a node fits its place in a sector. In-degree is not \
    bounded: nodes that many point to are met by many searches, and worth a place in the cache.
    """

  private static let prune = """
    A node may have at most R neighbours. RobustPrune chooses them from a pool of candidates: here \
    the nodes that a search for it visits, and the neighbours it has. It takes the nearest \
    candidate and keeps it. From then on every candidate x is occluded for which that neighbour c \
    is much nearer than the node p itself: alpha · d(c,x) < d(p,x). Then the nearest one that is \
    left, and so on, until R are kept or none is left.

    With alpha 1 a candidate goes as soon as any neighbour is nearer to it: few short edges \
    stay. A larger alpha lets more of them live, long ones too, and a search needs fewer hops. \
    DiskANN runs in rounds: alpha 1 first, then 1.2, and so on, so that the best edges come \
    first. Its distances are squared, so 1.2 means 1.1 in plain distance.

    "edge" marks what is a neighbour in the index now. The two sets differ: the build saw a \
    younger graph, other nodes added edges back, and free places were filled (t shows that).
    """

  private static let sweep = """
    Which L is enough? Each row runs all queries with one L and one W. Recall is the share of \
    the true nearest neighbours that were found: 0.95 means that of 10 answers half a one is \
    wrong on average. QPS is how many queries are answered per second by all threads; mean and \
    p99 are the times of one query, the second one that only 1 in 100 exceeds.

    Recall rises with L and QPS falls. On the curve, up and to the right is better: pick the \
    row with the recall you need, or let t find it. Reads per query tell why it is as fast as it \
    is. Runs stay: o lays an older one over this one and shows the differences.
    """

  private static let disk = """
    The index file is a row of sectors of 4 KiB, the least that an SSD reads at once. The first is \
    the header. Behind it lie the nodes: the vector, the number of its neighbours, their numbers. \
    Small nodes share a sector, large ones take several; none straddles two, and what is left \
    over at the end of a sector is waste. A search reads a whole sector for each node that it \
    wants and that is not cached.

    The map shows where the reads of this search fall, or those of all queries, or where the cached \
    nodes lie. Reads are spread over the whole file, because neighbours in the graph are not \
    neighbours in the file. Hot sectors hold nodes near the start or nodes that many point to.

    Enter shows the bytes of the selected sector, each line with what it means.
    """

  private static let points = """
    An index in memory takes points in and lets them go while it is searched (FreshDiskANN). Here the \
    engine does that with the rows of the open index and asks all its queries after each act: recall \
    among the points that are there, and the vectors that a query compares.

    A deleted point is only hidden: it stays in the graph, since ways lead over it, and takes places \
    in the list of every search. Cutting it out would leave holes: "reached" counts the points that \
    a walk from the start still comes to. Consolidating mends them: who pointed to a deleted point \
    gets its neighbours, and prunes. Replacing does that again and again with other points: a graph \
    whose prune has no slack (alpha 1) loses a little each time.

    R and alpha are those of the open index unless :points insert R 8 alpha 1 says others; K and L \
    are those of the Search screen. Which points go is drawn by lot, always the same lots.
    """

  private static let film = """
    How the index came to be. A build begins without any edge and inserts the points one after the \
    other, in an order drawn by lot. Each insertion searches the graph of that moment for the new \
    point, starting at the medoid; what the search visits is the pool of candidates, RobustPrune \
    keeps at most R of them, and each of these gets an edge back to the new point. A node that has \
    more than 1.3 R then is looked at a second time: its neighbours are pruned again.

    This is the engine's own build, written down while it ran: nothing is imitated, and the last \
    moment is the graph of the index. Points are inserted in batches of up to 1 % of all, which see \
    the graph before the batch; edges back come at the end of each.

    v parts an insertion into search, prune and edges back, and shows the whole film in numbers. \
    a records the paper's build in place of DiskANN's: a graph drawn by lot, then two passes, the \
    first with alpha 1. f leaves places free that builds of indexes fill up, so that one sees what \
    alpha does. "found" is the share of the 10 nearest points in the graph that a search finds, a hop \
    a step of a greedy walk from the medoid.
    """

  private static let log = """
    Everything that ran in this session, with its parameters and what came of it. The selected \
    line stands whole at the bottom. Errors stay here after their dialog is closed.
    """
}
