// usage: node e2e/city.mjs FOLDER : makes the demo city there, once for all browser tests of a pass (see makeCity).
import { makeCity } from './kit.mjs'

await makeCity(process.argv[2])
