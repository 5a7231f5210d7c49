import Vamana
import Testing
