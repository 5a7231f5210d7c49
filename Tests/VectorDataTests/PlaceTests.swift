import VectorData
import Testing
