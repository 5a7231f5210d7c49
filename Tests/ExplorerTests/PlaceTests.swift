import Explorer
import Testing
